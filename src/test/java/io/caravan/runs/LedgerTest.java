package io.caravan.runs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.caravan.record.Place;
import io.caravan.record.ProjectException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Which run comes next, and how it ends. */
class LedgerTest extends LedgerCase {
  @Test
  void
      the_first_run_is_that_of_the_latest_complete_interval_and_the_next_comes_when_its_interval_is_over() {
    Ledger ledger = ledger();
    Claim first = ledger.claim(ROUTE, HOURLY).orElseThrow();
    assertThat(first.run().interval())
        .isEqualTo(interval("2026-03-01T11:00:00Z", "2026-03-01T12:00:00Z"));
    assertThat(first.run().attempt()).isEqualTo(1);
    first.counts().add(RunCounts.BRONZE, 40);
    first.counts().add(RunCounts.BRONZE, 2);
    assertThat(ledger.idleSince(ROUTE, Instant.EPOCH)).isFalse();
    ledger.succeed(first);
    assertThat(ledger.claim(ROUTE, HOURLY)).isEmpty();
    assertThat(ledger.idleSince(ROUTE, clock.instant())).isTrue();
    assertThat(ledger.idleSince(ROUTE, clock.instant().plusNanos(1))).isFalse();
    clock.set("2026-03-01T13:00:00Z");
    assertThat(ledger.claim(ROUTE, HOURLY).orElseThrow().run().interval())
        .isEqualTo(interval("2026-03-01T12:00:00Z", "2026-03-01T13:00:00Z"));
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
    for (var claim = ledger.claim(ROUTE, HOURLY);
        claim.isPresent();
        claim = ledger.claim(ROUTE, HOURLY)) {
      caughtUp.add(claim.get().run().interval().start());
      ledger.succeed(claim.get());
    }
    assertThat(caughtUp)
        .extracting(Instant::toString)
        .containsExactly("2026-03-01T12:00:00Z", "2026-03-01T13:00:00Z", "2026-03-01T14:00:00Z");
    Claim latest = ledger.claim("bronze.orders", HOURLY.withCatchup(false)).orElseThrow();
    assertThat(latest.run().interval())
        .isEqualTo(interval("2026-03-01T14:00:00Z", "2026-03-01T15:00:00Z"));
    assertThat(ledger.history().runs(new RunHistory.Query("bronze.orders", RunState.MISSED, 10)))
        .extracting(Run::interval)
        .containsExactly(interval("2026-03-01T12:00:00Z", "2026-03-01T14:00:00Z"));
  }

  @Test
  void a_failed_run_is_retried_after_its_delay_with_backoff_and_then_fails_for_good() {
    Ledger ledger = ledger();
    IntervalPolicy policy =
        HOURLY.withRetry(new RetryPolicy(2, Duration.ofMinutes(5), 2, Duration.ofMinutes(8)));
    ledger.fail(
        ledger.claim(ROUTE, policy).orElseThrow(),
        new IllegalStateException("Cannot read users: gone."));
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
        ledger.claim("silver.a", policy).orElseThrow(),
        new RuntimeException(
            new ProjectException(Place.file("models/a.sql"), "Cannot compile.", "Fix it.")));
    ledger.fail(
        ledger.claim("silver.b", policy).orElseThrow(),
        new RuntimeException(new BlockedException("2 checks failed.", "{\"failed\":2}")));
    assertThat(ledger.claim("silver.a", policy)).isEmpty();
    assertThat(ledger.claim("silver.b", policy)).isEmpty();
    Run blocked =
        ledger.history().runs(new RunHistory.Query("silver.b", RunState.FAILED, 1)).get(0);
    assertThat(blocked.verdict()).isEqualTo("{\"failed\":2}");
    assertThat(blocked.error()).isEqualTo("2 checks failed.");
  }

  @Test
  void a_clock_that_jumps_forth_and_back_fires_nothing_twice_and_skips_nothing() {
    Ledger ledger = ledger();
    List<Interval> ran = new ArrayList<>();
    for (String now :
        List.of(
            "2026-03-01T12:30:00Z",
            "2026-03-02T12:30:00Z",
            "2026-03-01T12:31:00Z",
            "2026-03-01T11:31:00Z",
            "2026-03-02T13:30:00Z")) {
      clock.set(now);
      for (var claim = ledger.claim(ROUTE, HOURLY);
          claim.isPresent();
          claim = ledger.claim(ROUTE, HOURLY)) {
        ran.add(claim.get().run().interval());
        ledger.succeed(claim.get());
      }
    }
    assertThat(ran).hasSize(26).doesNotHaveDuplicates();
    for (int i = 1; i < ran.size(); i++) {
      assertThat(ran.get(i).start()).isEqualTo(ran.get(i - 1).end());
    }
    assertThat(ledger.history().runs(new RunHistory.Query(ROUTE, null, 100)))
        .extracting(Run::id)
        .isSortedAccordingTo(Collections.reverseOrder());
  }

  @Test
  void
      a_missed_deadline_is_reported_once_and_only_for_what_became_due_after_the_route_was_first_seen() {
    Ledger ledger = ledger();
    List<String> late = new ArrayList<>();
    ledger.listen(
        new RunListener() {
          @Override
          public void deadlineMissed(Run run) {
            late.add(run.subject());
          }
        });
    IntervalPolicy policy =
        HOURLY
            .withStartDate(Instant.parse("2026-03-01T10:00:00Z"))
            .withDeadline(Duration.ofMinutes(10));
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
  void an_edited_schedule_leaves_no_hole_between_its_intervals_and_those_before() {
    Ledger ledger = ledger();
    ledger.succeed(ledger.claim(ROUTE, HOURLY).orElseThrow());
    IntervalPolicy edited =
        IntervalPolicy.of(Schedule.parse("45 */4 * * *", ZoneId.of("UTC"))).withCatchup(true);
    clock.set("2026-03-01T17:00:00Z");
    assertThat(ledger.claim(ROUTE, edited).orElseThrow().run().interval())
        .isEqualTo(interval("2026-03-01T12:00:00Z", "2026-03-01T12:45:00Z"));
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

  @Test
  void forgotten_runs_are_not_run_again() {
    Ledger ledger = ledger();
    ledger.succeed(ledger.claim(ROUTE, HOURLY).orElseThrow());
    clock.move(Duration.ofHours(1));
    Claim open = ledger.claim(ROUTE, HOURLY).orElseThrow();
    assertThat(ledger.history().forget(clock.instant().plusSeconds(1))).isEqualTo(1);
    assertThat(runs(ledger, ROUTE, null)).extracting(Run::id).containsExactly(open.run().id());
    ledger.succeed(open);
    assertThat(ledger.claim(ROUTE, HOURLY)).isEmpty();
  }
}
