package io.caravan.runs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.caravan.record.FencedException;
import io.caravan.record.WorldException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** One run, one owner, however many instances there are and whichever of them dies. */
class ClaimTest extends LedgerCase {
  @Test
  void eight_threads_on_two_ledgers_claim_a_thousand_intervals_each_once() throws Exception {
    List<Ledger> ledgers =
        List.of(ledger(ONE, Duration.ofMinutes(5)), ledger(TWO, Duration.ofMinutes(5)));
    IntervalPolicy policy =
        HOURLY
            .withStartDate(clock.instant().minus(Duration.ofHours(1000)).minusSeconds(1800))
            .withConcurrency(5, 1);
    List<Interval> claimed = Collections.synchronizedList(new ArrayList<>());
    ExecutorService threads = Executors.newFixedThreadPool(8);
    List<CompletableFuture<Void>> workers = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      Ledger ledger = ledgers.get(i % 2);
      workers.add(
          CompletableFuture.runAsync(
              () -> {
                while (claimed.size() < 1000) {
                  ledger
                      .claim(ROUTE, policy)
                      .ifPresent(
                          claim -> {
                            claimed.add(claim.run().interval());
                            ledger.succeed(claim);
                          });
                }
              },
              threads));
    }
    CompletableFuture.allOf(workers.toArray(CompletableFuture[]::new)).join();
    threads.shutdown();
    assertThat(claimed).hasSize(1000).doesNotHaveDuplicates();
    assertThat(ledgers.get(0).claim(ROUTE, policy)).isEmpty();
    assertThat(ledgers.get(0).history().runs(new RunHistory.Query(ROUTE, RunState.SUCCEEDED, 2000)))
        .hasSize(1000);
  }

  @Test
  void no_more_runs_go_on_at_once_than_allowed_over_all_instances() {
    IntervalPolicy policy =
        HOURLY.withStartDate(Instant.parse("2026-03-01T00:00:00Z")).withConcurrency(2, 1);
    Ledger one = ledger(ONE, Duration.ofMinutes(1));
    Ledger two = ledger(TWO, Duration.ofMinutes(1));
    Claim first = one.claim(ROUTE, policy).orElseThrow();
    two.claim(ROUTE, policy).orElseThrow();
    assertThat(one.claim(ROUTE, policy)).isEmpty();
    assertThat(two.claim(ROUTE, policy)).isEmpty();
    one.succeed(first);
    assertThat(two.claim(ROUTE, policy)).isPresent();
  }

  @Test
  void a_run_whose_end_the_ledger_could_not_be_told_begins_again_as_soon_as_it_can()
      throws Exception {
    Ledger ledger = ledger(ONE, Duration.ofMinutes(5));
    Claim claim = ledger.claim(ROUTE, HOURLY).orElseThrow();
    sql("ALTER TABLE caravan_run RENAME TO gone");
    assertThatThrownBy(() -> ledger.succeed(claim)).isInstanceOf(WorldException.class);
    sql("ALTER TABLE gone RENAME TO caravan_run");
    assertThat(ledger(TWO, Duration.ofMinutes(5)).claim(ROUTE, HOURLY))
        .as("by others only when the lease is over")
        .isEmpty();
    Claim again = ledger.claim(ROUTE, HOURLY).orElseThrow();
    assertThat(again.run().id()).isEqualTo(claim.run().id());
    assertThat(ledger.claim(ROUTE, HOURLY)).isEmpty();
    ledger.succeed(again);
  }

  private void sql(String statement) throws SQLException {
    try (Connection connection = source.getConnection()) {
      connection.createStatement().execute(statement);
    }
  }

  @Test
  void
      a_run_whose_instance_died_is_resumed_elsewhere_when_its_lease_is_over_without_using_up_a_retry() {
    Ledger dies = ledger(ONE, Duration.ofMillis(400));
    Claim abandoned = dies.claim(ROUTE, HOURLY).orElseThrow();
    dies.close();
    Ledger survivor = ledger(TWO, Duration.ofMillis(400));
    assertThat(survivor.claim(ROUTE, HOURLY)).isEmpty();
    Claim resumed =
        Awaitility.await()
            .until(() -> survivor.claim(ROUTE, HOURLY), Optional::isPresent)
            .orElseThrow();
    assertThat(resumed.run().id()).isEqualTo(abandoned.run().id());
    assertThat(resumed.run().attempt()).isEqualTo(2);
    assertThat(resumed.run().failures()).isZero();
    assertThatThrownBy(() -> dies.succeed(abandoned))
        .isInstanceOf(FencedException.class)
        .hasMessageContaining("another instance has taken it over");
    survivor.succeed(resumed);
    assertThat(survivor.history().find(resumed.run().id()).orElseThrow().claimedBy())
        .isEqualTo(TWO.toString());
  }

  @Test
  void the_runs_of_a_dead_process_of_the_same_machine_are_resumed_at_once() {
    Instance self = Instance.named("demo");
    // Same host and process id, begun at another time: a process that was killed and whose id has
    // been given away again.
    Ledger dead =
        ledger(
            new Instance("demo", self.host(), self.pid(), self.started() - 1000),
            Duration.ofMinutes(10));
    Claim abandoned = dead.claim(ROUTE, HOURLY).orElseThrow();
    dead.close();
    assertThat(ledger(self, Duration.ofMinutes(10)).claim(ROUTE, HOURLY).orElseThrow().run().id())
        .isEqualTo(abandoned.run().id());
  }

  @Test
  void a_living_instance_keeps_its_run_however_long_it_takes() {
    Ledger slow = ledger(ONE, Duration.ofMillis(300));
    Claim claim = slow.claim(ROUTE, HOURLY).orElseThrow();
    Ledger other = ledger(TWO, Duration.ofMillis(300));
    Awaitility.await()
        .pollDelay(Duration.ofMillis(1200))
        .untilAsserted(() -> assertThat(other.claim(ROUTE, HOURLY)).isEmpty());
    assertThat(claim.lost()).isFalse();
    slow.succeed(claim);
  }
}
