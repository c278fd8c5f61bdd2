package io.caravan.runs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Requests for the past. */
class BackfillTest extends LedgerCase {
  @Test
  void a_backfill_runs_its_intervals_beside_the_live_ones_and_resumes_where_it_stopped() {
    Ledger ledger = ledger();
    ledger.succeed(ledger.claim(ROUTE, HOURLY).orElseThrow());
    Backfill asked =
        ledger
            .history()
            .requestBackfill(
                ROUTE,
                Instant.parse("2026-02-01T00:30:00Z"),
                Instant.parse("2026-02-01T04:00:00Z"));
    clock.set("2026-03-01T13:00:00Z");
    Claim live = ledger.claim(ROUTE, HOURLY).orElseThrow();
    assertThat(live.run().backfill()).isNull();
    Claim first = ledger.claim(ROUTE, HOURLY).orElseThrow();
    assertThat(first.run().interval())
        .isEqualTo(interval("2026-02-01T01:00:00Z", "2026-02-01T02:00:00Z"));
    assertThat(ledger.claim(ROUTE, HOURLY)).isEmpty();
    ledger.succeed(first);
    ledger.succeed(live);
    ledger.close();
    Ledger restarted = ledger(TWO, Duration.ofMinutes(1));
    for (var claim = restarted.claim(ROUTE, HOURLY);
        claim.isPresent();
        claim = restarted.claim(ROUTE, HOURLY)) {
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
    Backfill asked =
        ledger
            .history()
            .requestBackfill(
                ROUTE,
                Instant.parse("2026-02-01T00:00:00Z"),
                Instant.parse("2026-02-03T00:00:00Z"));
    ledger.succeed(ledger.claim(ROUTE, HOURLY).orElseThrow());
    ledger.history().cancelBackfill(asked.id());
    assertThat(ledger.claim(ROUTE, HOURLY)).isEmpty();
    assertThat(ledger.history().backfill(asked.id()).orElseThrow().state())
        .isEqualTo(Backfill.State.CANCELLED);
  }

  @Test
  void asking_for_a_route_that_never_ran_names_the_nearest_one() {
    Ledger ledger = ledger();
    ledger.claim(ROUTE, HOURLY).orElseThrow();
    assertThatThrownBy(
            () -> ledger.history().requestBackfill("bronze.user", Instant.EPOCH, clock.instant()))
        .hasMessage("Cannot find route 'bronze.user' in the ledger. Did you mean 'bronze.users'?");
    assertThatThrownBy(
            () -> ledger.history().requestBackfill(ROUTE, clock.instant(), Instant.EPOCH))
        .hasMessageContaining("'from' must be earlier than 'until'");
  }

  @Test
  void a_year_of_intervals_runs_each_once_and_never_before_a_live_one() {
    Ledger ledger = ledger();
    IntervalPolicy daily =
        IntervalPolicy.of(Schedule.parse("@daily", ZoneOffset.UTC))
            .withCatchup(true)
            .withConcurrency(1, 3);
    ledger.succeed(ledger.claim(ROUTE, daily).orElseThrow());
    Backfill year =
        ledger
            .history()
            .requestBackfill(
                ROUTE,
                Instant.parse("2025-01-01T00:00:00Z"),
                Instant.parse("2026-01-01T00:00:00Z"));
    Set<Interval> ran = new HashSet<>();
    int live = 0;
    while (ledger.history().backfill(year.id()).orElseThrow().state() == Backfill.State.OPEN) {
      if (ran.size() % 100 == 50) {
        clock.move(Duration.ofDays(1));
        ledger.succeed(liveOne(ledger.claim(ROUTE, daily).orElseThrow()));
        live++;
      }
      ledger
          .claim(ROUTE, daily)
          .ifPresent(
              claim -> {
                assertThat(ran.add(claim.run().interval())).isTrue();
                ledger.succeed(claim);
              });
    }
    assertThat(ran).hasSize(365);
    assertThat(live).isEqualTo(4);
  }

  private static Claim liveOne(Claim claim) {
    assertThat(claim.run().backfill()).isNull();
    return claim;
  }
}
