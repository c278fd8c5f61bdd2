package io.caravan.runs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.caravan.record.FencedException;
import io.caravan.record.Place;
import io.caravan.record.ProjectException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.sql.DataSource;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the ledger promises, on whatever database holds it. */
abstract class LedgerContract {
  private static final Instance ONE = new Instance("one", "here", 1, 1);
  private static final Instance TWO = new Instance("two", "there", 2, 2);
  private static final IntervalPolicy HOURLY = IntervalPolicy.of(Schedule.parse("@hourly", ZoneOffset.UTC)).withCatchup(true);
  private static final String ROUTE = "bronze.users";

  private final List<AutoCloseable> opened = new ArrayList<>();
  private final TestClock clock = new TestClock("2026-03-01T12:30:00Z");
  private DataSource source;

  /** An empty database. */
  abstract DataSource database() throws Exception;

  @BeforeEach
  void create() throws Exception {
    source = database();
  }

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable ledger : opened) {
      ledger.close();
    }
    if (source instanceof AutoCloseable pool) {
      pool.close();
    }
  }

  private Ledger ledger(Instance instance, Duration lease) {
    Ledger ledger = new Ledger(source, clock, instance, lease);
    opened.add(ledger);
    return ledger;
  }

  private Ledger ledger() {
    return ledger(ONE, Duration.ofMinutes(1));
  }

  private static Interval interval(String start, String end) {
    return new Interval(Instant.parse(start), Instant.parse(end));
  }

  @Test
  void the_first_run_is_that_of_the_latest_complete_interval_and_the_next_comes_when_its_interval_is_over() {
    Ledger ledger = ledger();
    Claim first = ledger.claim(ROUTE, HOURLY).orElseThrow();
    assertThat(first.run().interval()).isEqualTo(interval("2026-03-01T11:00:00Z", "2026-03-01T12:00:00Z"));
    assertThat(first.run().attempt()).isEqualTo(1);
    first.counts().add(RunCounts.BRONZE, 40);
    first.counts().add(RunCounts.BRONZE, 2);
    ledger.succeed(first);
    assertThat(ledger.claim(ROUTE, HOURLY)).isEmpty();
    clock.set("2026-03-01T13:00:00Z");
    assertThat(ledger.claim(ROUTE, HOURLY).orElseThrow().run().interval()).isEqualTo(interval("2026-03-01T12:00:00Z", "2026-03-01T13:00:00Z"));
    Run ended = ledger.history().find(first.run().id()).orElseThrow();
    assertThat(ended.state()).isEqualTo(RunState.SUCCEEDED);
    assertThat(ended.counts()).containsEntry("bronze", 42L);
    assertThat(ended.ended()).isEqualTo(Instant.parse("2026-03-01T12:30:00Z"));
  }

  @Test
  void with_catchup_every_missed_interval_runs_in_order_and_without_it_only_the_latest() {
    Ledger ledger = ledger();
    ledger.succeed(ledger.claim(ROUTE, HOURLY).orElseThrow());
    ledger.succeed(ledger.claim("bronze.orders", HOURLY.withCatchup(false)).orElseThrow());
    clock.move(Duration.ofHours(3));
    List<Instant> caughtUp = new ArrayList<>();
    for (var claim = ledger.claim(ROUTE, HOURLY); claim.isPresent(); claim = ledger.claim(ROUTE, HOURLY)) {
      caughtUp.add(claim.get().run().interval().start());
      ledger.succeed(claim.get());
    }
    assertThat(caughtUp).extracting(Instant::toString).containsExactly("2026-03-01T12:00:00Z", "2026-03-01T13:00:00Z", "2026-03-01T14:00:00Z");
    Claim latest = ledger.claim("bronze.orders", HOURLY.withCatchup(false)).orElseThrow();
    assertThat(latest.run().interval()).isEqualTo(interval("2026-03-01T14:00:00Z", "2026-03-01T15:00:00Z"));
    assertThat(ledger.history().runs(new RunHistory.Query("bronze.orders", RunState.MISSED, 10)))
        .extracting(Run::interval)
        .containsExactly(interval("2026-03-01T12:00:00Z", "2026-03-01T14:00:00Z"));
  }

  @Test
  void eight_threads_on_two_ledgers_claim_a_thousand_intervals_each_once() throws Exception {
    List<Ledger> ledgers = List.of(ledger(ONE, Duration.ofMinutes(5)), ledger(TWO, Duration.ofMinutes(5)));
    IntervalPolicy policy = HOURLY.withStartDate(clock.instant().minus(Duration.ofHours(1000)).minusSeconds(1800)).withConcurrency(5, 1);
    List<Interval> claimed = Collections.synchronizedList(new ArrayList<>());
    ExecutorService threads = Executors.newFixedThreadPool(8);
    List<CompletableFuture<Void>> workers = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      Ledger ledger = ledgers.get(i % 2);
      workers.add(
          CompletableFuture.runAsync(
              () -> {
                while (claimed.size() < 1000) {
                  ledger.claim(ROUTE, policy).ifPresent(claim -> {
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
    assertThat(ledgers.get(0).history().runs(new RunHistory.Query(ROUTE, RunState.SUCCEEDED, 2000))).hasSize(1000);
  }

  @Test
  void no_more_runs_go_on_at_once_than_allowed_over_all_instances() {
    IntervalPolicy policy = HOURLY.withStartDate(Instant.parse("2026-03-01T00:00:00Z")).withConcurrency(2, 1);
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
  void a_failed_run_is_retried_after_its_delay_with_backoff_and_then_fails_for_good() {
    Ledger ledger = ledger();
    IntervalPolicy policy = HOURLY.withRetry(new RetryPolicy(2, Duration.ofMinutes(5), 2, Duration.ofMinutes(8)));
    ledger.fail(ledger.claim(ROUTE, policy).orElseThrow(), new IllegalStateException("Cannot read users: gone."));
    Run failed = ledger.history().runs(new RunHistory.Query(ROUTE, null, 1)).get(0);
    assertThat(failed.state()).isEqualTo(RunState.RETRYING);
    assertThat(failed.error()).isEqualTo("Cannot read users: gone.");
    assertThat(ledger.claim(ROUTE, policy)).isEmpty();
    clock.move(Duration.ofMinutes(5));
    Claim second = ledger.claim(ROUTE, policy).orElseThrow();
    assertThat(second.run().id()).isEqualTo(failed.id());
    assertThat(second.run().attempt()).isEqualTo(2);
    ledger.fail(second, new IllegalStateException("again"));
    clock.move(Duration.ofMinutes(8).minusSeconds(1));
    assertThat(ledger.claim(ROUTE, policy)).isEmpty();
    clock.move(Duration.ofSeconds(1));
    ledger.fail(ledger.claim(ROUTE, policy).orElseThrow(), new IllegalStateException("for good"));
    Run over = ledger.history().find(failed.id()).orElseThrow();
    assertThat(over.state()).isEqualTo(RunState.FAILED);
    assertThat(over.failures()).isEqualTo(3);
    assertThat(ledger.claim(ROUTE, policy)).isEmpty();
  }

  @Test
  void a_mistake_in_the_project_and_a_blocked_gate_are_not_retried_by_time() {
    Ledger ledger = ledger();
    IntervalPolicy policy = HOURLY.withRetry(new RetryPolicy(9, Duration.ZERO, 1, Duration.ZERO));
    ledger.fail(
        ledger.claim("silver.a", policy).orElseThrow(), new RuntimeException(new ProjectException(Place.file("models/a.sql"), "Cannot compile.", "Fix it.")));
    ledger.fail(ledger.claim("silver.b", policy).orElseThrow(), new RuntimeException(new BlockedException("2 checks failed.", "{\"failed\":2}")));
    assertThat(ledger.claim("silver.a", policy)).isEmpty();
    assertThat(ledger.claim("silver.b", policy)).isEmpty();
    Run blocked = ledger.history().runs(new RunHistory.Query("silver.b", RunState.FAILED, 1)).get(0);
    assertThat(blocked.verdict()).isEqualTo("{\"failed\":2}");
    assertThat(blocked.error()).isEqualTo("2 checks failed.");
  }

  @Test
  void a_run_whose_instance_died_is_resumed_elsewhere_when_its_lease_is_over_without_using_up_a_retry() {
    Ledger dies = ledger(ONE, Duration.ofMillis(400));
    Claim abandoned = dies.claim(ROUTE, HOURLY).orElseThrow();
    dies.close();
    Ledger survivor = ledger(TWO, Duration.ofMillis(400));
    assertThat(survivor.claim(ROUTE, HOURLY)).isEmpty();
    Claim resumed = Awaitility.await().until(() -> survivor.claim(ROUTE, HOURLY), java.util.Optional::isPresent).orElseThrow();
    assertThat(resumed.run().id()).isEqualTo(abandoned.run().id());
    assertThat(resumed.run().attempt()).isEqualTo(2);
    assertThat(resumed.run().failures()).isZero();
    assertThatThrownBy(() -> dies.succeed(abandoned)).isInstanceOf(FencedException.class).hasMessageContaining("another instance has taken it over");
    survivor.succeed(resumed);
    assertThat(survivor.history().find(resumed.run().id()).orElseThrow().claimedBy()).isEqualTo(TWO.toString());
  }

  @Test
  void the_runs_of_a_dead_process_of_the_same_machine_are_resumed_at_once() {
    Instance self = Instance.named("demo");
    // Same host and process id, begun at another time: a process that was killed and whose id has been given away again.
    Ledger dead = ledger(new Instance("demo", self.host(), self.pid(), self.started() - 1000), Duration.ofMinutes(10));
    Claim abandoned = dead.claim(ROUTE, HOURLY).orElseThrow();
    dead.close();
    assertThat(ledger(self, Duration.ofMinutes(10)).claim(ROUTE, HOURLY).orElseThrow().run().id()).isEqualTo(abandoned.run().id());
  }

  @Test
  void a_living_instance_keeps_its_run_however_long_it_takes() {
    Ledger slow = ledger(ONE, Duration.ofMillis(300));
    Claim claim = slow.claim(ROUTE, HOURLY).orElseThrow();
    Ledger other = ledger(TWO, Duration.ofMillis(300));
    Awaitility.await().pollDelay(Duration.ofMillis(1200)).untilAsserted(() -> assertThat(other.claim(ROUTE, HOURLY)).isEmpty());
    assertThat(claim.lost()).isFalse();
    slow.succeed(claim);
  }

  @Test
  void a_clock_that_jumps_forth_and_back_fires_nothing_twice_and_skips_nothing() {
    Ledger ledger = ledger();
    List<Interval> ran = new ArrayList<>();
    for (String now : List.of("2026-03-01T12:30:00Z", "2026-03-02T12:30:00Z", "2026-03-01T12:31:00Z", "2026-03-01T11:31:00Z", "2026-03-02T13:30:00Z")) {
      clock.set(now);
      for (var claim = ledger.claim(ROUTE, HOURLY); claim.isPresent(); claim = ledger.claim(ROUTE, HOURLY)) {
        ran.add(claim.get().run().interval());
        ledger.succeed(claim.get());
      }
    }
    assertThat(ran).hasSize(26).doesNotHaveDuplicates();
    for (int i = 1; i < ran.size(); i++) {
      assertThat(ran.get(i).start()).isEqualTo(ran.get(i - 1).end());
    }
    assertThat(ledger.history().runs(new RunHistory.Query(ROUTE, null, 100))).extracting(Run::id).isSortedAccordingTo(Collections.reverseOrder());
  }

  @Test
  void a_missed_deadline_is_reported_once_and_only_for_what_became_due_after_the_route_was_first_seen() {
    Ledger ledger = ledger();
    List<String> late = new ArrayList<>();
    ledger.listen(
        new RunListener() {
          @Override
          public void deadlineMissed(Run run) {
            late.add(run.subject());
          }
        });
    IntervalPolicy policy = HOURLY.withStartDate(Instant.parse("2026-03-01T10:00:00Z")).withDeadline(Duration.ofMinutes(10));
    ledger.succeed(ledger.claim(ROUTE, policy).orElseThrow());
    ledger.succeed(ledger.claim(ROUTE, policy).orElseThrow());
    clock.set("2026-03-01T13:00:00Z");
    Claim slow = ledger.claim(ROUTE, policy).orElseThrow();
    clock.set("2026-03-01T13:11:00Z");
    ledger.claim(ROUTE, policy);
    ledger.claim(ROUTE, policy);
    ledger.succeed(slow);
    assertThat(late).containsExactly("2026-03-01T12:00:00Z/2026-03-01T13:00:00Z");
    assertThat(ledger.history().find(slow.run().id()).orElseThrow().deadlineMissed()).isTrue();
  }

  @Test
  void a_backfill_runs_its_intervals_beside_the_live_ones_and_resumes_where_it_stopped() {
    Ledger ledger = ledger();
    ledger.succeed(ledger.claim(ROUTE, HOURLY).orElseThrow());
    Backfill asked = ledger.history().requestBackfill(ROUTE, Instant.parse("2026-02-01T00:30:00Z"), Instant.parse("2026-02-01T04:00:00Z"));
    clock.set("2026-03-01T13:00:00Z");
    Claim live = ledger.claim(ROUTE, HOURLY).orElseThrow();
    assertThat(live.run().backfill()).isNull();
    Claim first = ledger.claim(ROUTE, HOURLY).orElseThrow();
    assertThat(first.run().interval()).isEqualTo(interval("2026-02-01T01:00:00Z", "2026-02-01T02:00:00Z"));
    assertThat(ledger.claim(ROUTE, HOURLY)).isEmpty();
    ledger.succeed(first);
    ledger.succeed(live);
    ledger.close();
    Ledger restarted = ledger(TWO, Duration.ofMinutes(1));
    for (var claim = restarted.claim(ROUTE, HOURLY); claim.isPresent(); claim = restarted.claim(ROUTE, HOURLY)) {
      assertThat(claim.get().run().backfill()).isEqualTo(asked.id());
      restarted.succeed(claim.get());
    }
    Backfill done = restarted.history().backfill(asked.id()).orElseThrow();
    assertThat(done.state()).isEqualTo(Backfill.State.DONE);
    assertThat(done.succeeded()).isEqualTo(3);
  }

  @Test
  void a_cancelled_backfill_begins_no_further_run() {
    Ledger ledger = ledger();
    ledger.succeed(ledger.claim(ROUTE, HOURLY).orElseThrow());
    Backfill asked = ledger.history().requestBackfill(ROUTE, Instant.parse("2026-02-01T00:00:00Z"), Instant.parse("2026-02-03T00:00:00Z"));
    ledger.succeed(ledger.claim(ROUTE, HOURLY).orElseThrow());
    ledger.history().cancelBackfill(asked.id());
    assertThat(ledger.claim(ROUTE, HOURLY)).isEmpty();
    assertThat(ledger.history().backfill(asked.id()).orElseThrow().state()).isEqualTo(Backfill.State.CANCELLED);
  }

  @Test
  void a_paused_route_begins_nothing_and_goes_on_with_what_it_missed() {
    Ledger ledger = ledger();
    ledger.succeed(ledger.claim(ROUTE, HOURLY).orElseThrow());
    ledger.history().pause(ROUTE, true);
    clock.move(Duration.ofHours(2));
    assertThat(ledger.claim(ROUTE, HOURLY)).isEmpty();
    ledger.history().pause(ROUTE, false);
    assertThat(ledger.claim(ROUTE, HOURLY)).isPresent();
  }

  @Test
  void asking_for_a_route_that_never_ran_names_the_nearest_one() {
    Ledger ledger = ledger();
    ledger.claim(ROUTE, HOURLY).orElseThrow();
    assertThatThrownBy(() -> ledger.history().requestBackfill("bronze.user", Instant.EPOCH, clock.instant()))
        .hasMessage("Cannot find route 'bronze.user' in the ledger. Did you mean 'bronze.users'?");
    assertThatThrownBy(() -> ledger.history().requestBackfill(ROUTE, clock.instant(), Instant.EPOCH)).hasMessageContaining("'from' must be earlier than 'until'");
  }

  @Test
  void an_edited_schedule_leaves_no_hole_between_its_intervals_and_those_before() {
    Ledger ledger = ledger();
    ledger.succeed(ledger.claim(ROUTE, HOURLY).orElseThrow());
    IntervalPolicy edited = IntervalPolicy.of(Schedule.parse("45 */4 * * *", ZoneId.of("UTC"))).withCatchup(true);
    clock.set("2026-03-01T17:00:00Z");
    assertThat(ledger.claim(ROUTE, edited).orElseThrow().run().interval()).isEqualTo(interval("2026-03-01T12:00:00Z", "2026-03-01T12:45:00Z"));
  }

  @Test
  void a_ledger_made_by_a_newer_program_is_refused() throws Exception {
    ledger();
    try (var connection = source.getConnection();
        var statement = connection.createStatement()) {
      statement.executeUpdate("UPDATE caravan_schema SET version = 99");
    }
    assertThatThrownBy(this::ledger)
        .isInstanceOf(ProjectException.class)
        .hasMessageContaining("its tables have version 99")
        .hasMessageContaining("caravan.ledger.uri");
  }
}
