package io.caravan.runs;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** Runs that the snapshots of a table trigger. */
class ChangeRunsTest extends LedgerCase {
  private static final String SILVER = "silver.users";
  private static final ChangePolicy TWICE =
      new ChangePolicy(
          new RetryPolicy(1, Duration.ofMinutes(1), 1, Duration.ofHours(1)), List.of());

  @Test
  void a_snapshot_runs_once_and_is_remembered_when_it_succeeded() {
    Ledger ledger = ledger();
    assertThat(ledger.claimChange(SILVER, TWICE, null)).isEmpty();
    Claim claim = ledger.claimChange(SILVER, TWICE, 7L).orElseThrow();
    assertThat(claim.run().snapshot()).isEqualTo(7);
    assertThat(ledger.history().processedSnapshot(SILVER)).isEmpty();
    ledger.succeed(claim);
    assertThat(ledger.history().processedSnapshot(SILVER)).contains(7L);
    assertThat(ledger.claimChange(SILVER, TWICE, 7L)).isEmpty();
    assertThat(ledger.claimChange(SILVER, TWICE, 8L)).isPresent();
  }

  @Test
  void snapshots_that_arrive_during_a_run_become_one_run_for_the_newest() {
    Ledger one = ledger();
    Ledger two = ledger(TWO, Duration.ofMinutes(1));
    Claim running = one.claimChange(SILVER, TWICE, 1L).orElseThrow();
    for (long snapshot = 2; snapshot <= 5; snapshot++) {
      assertThat(two.claimChange(SILVER, TWICE, snapshot)).isEmpty();
    }
    one.succeed(running);
    Claim next = one.claimChange(SILVER, TWICE, null).orElseThrow();
    assertThat(next.run().snapshot()).isEqualTo(5);
    two.claimChange(SILVER, TWICE, null)
        .ifPresent(claim -> org.assertj.core.api.Assertions.fail("ran twice: " + claim));
    one.succeed(next);
    assertThat(one.claimChange(SILVER, TWICE, 5L)).isEmpty();
  }

  @Test
  void a_failed_run_is_retried_after_its_delay_but_gives_way_to_a_newer_snapshot() {
    Ledger ledger = ledger();
    ledger.fail(
        ledger.claimChange(SILVER, TWICE, 1L).orElseThrow(), new IllegalStateException("down"));
    assertThat(ledger.claimChange(SILVER, TWICE, null)).isEmpty();
    clock.move(Duration.ofMinutes(1));
    Claim retry = ledger.claimChange(SILVER, TWICE, null).orElseThrow();
    assertThat(retry.run().attempt()).isEqualTo(2);
    ledger.fail(retry, new IllegalStateException("down"));
    assertThat(runs(ledger, SILVER, RunState.FAILED)).hasSize(1);
    ledger.fail(
        ledger.claimChange(SILVER, TWICE, 2L).orElseThrow(), new IllegalStateException("down"));
    Claim newer = ledger.claimChange(SILVER, TWICE, 3L).orElseThrow();
    assertThat(newer.run().snapshot()).isEqualTo(3);
    assertThat(newer.run().attempt()).isEqualTo(1);
    assertThat(runs(ledger, SILVER, RunState.RETRYING)).isEmpty();
  }

  @Test
  void a_blocked_run_waits_for_a_newer_snapshot_or_for_changed_checks() {
    Ledger ledger = ledger();
    ledger.fail(
        ledger.claimChange(SILVER, TWICE, 1L).orElseThrow(),
        new BlockedException("1 check failed.", "{}"));
    clock.move(Duration.ofDays(1));
    assertThat(ledger.claimChange(SILVER, TWICE, 1L)).isEmpty();
    ledger.succeed(ledger.claimChange("silver.fine", TWICE, 1L).orElseThrow());
    ledger.history().runBlockedAgain();
    assertThat(ledger.history().triedSnapshot(SILVER)).isEmpty();
    assertThat(ledger.history().triedSnapshot("silver.fine")).contains(1L);
    ledger.succeed(ledger.claimChange(SILVER, TWICE, 1L).orElseThrow());
    ledger.history().runBlockedAgain();
    assertThat(ledger.history().triedSnapshot(SILVER)).contains(1L);
  }

  @Test
  void a_run_that_came_too_early_waits_without_failing_until_what_it_needs_is_there() {
    Ledger ledger = ledger();
    AtomicBoolean there = new AtomicBoolean();
    ledger.postpone(
        ledger.claimChange(SILVER, TWICE, 1L).orElseThrow(),
        new WaitingException("gold.a needs silver.b.", there::get));
    clock.move(Duration.ofDays(1));
    assertThat(ledger.claimChange(SILVER, TWICE, null)).isEmpty();
    Run waiting = runs(ledger, SILVER, RunState.WAITING).get(0);
    assertThat(waiting.error()).isEqualTo("gold.a needs silver.b.");
    assertThat(waiting.failures()).isZero();
    assertThat(ledger.holdsBack(waiting)).isTrue();
    there.set(true);
    assertThat(ledger.holdsBack(waiting)).isFalse();
    Claim again = ledger.claimChange(SILVER, TWICE, null).orElseThrow();
    assertThat(again.run().id()).isEqualTo(waiting.id());
    ledger.succeed(again);
    assertThat(ledger.history().processedSnapshot(SILVER)).contains(1L);
  }

  @Test
  void a_waiting_run_gives_way_to_a_newer_snapshot_and_another_process_just_tries() {
    Ledger ledger = ledger();
    ledger.postpone(
        ledger.claimChange(SILVER, TWICE, 1L).orElseThrow(),
        new WaitingException("not yet", () -> false));
    Claim newer = ledger.claimChange(SILVER, TWICE, 2L).orElseThrow();
    assertThat(runs(ledger, SILVER, RunState.MISSED)).hasSize(1);
    ledger.postpone(newer, new WaitingException("not yet", () -> false));
    assertThat(ledger(TWO, Duration.ofMinutes(1)).claimChange(SILVER, TWICE, null)).isPresent();
  }

  @Test
  void check_results_are_kept_with_the_end_of_their_run_newest_first() {
    Ledger ledger = ledger();
    Claim failing = ledger.claimChange(SILVER, TWICE, 1L).orElseThrow();
    CheckResult older =
        new CheckResult(
            failing.run().id(),
            SILVER,
            "not_null(email)",
            "failed",
            3,
            10,
            "{\"keys\":[1,2,3]}",
            clock.instant());
    failing.checked(older);
    assertThat(ledger.checks().of(SILVER, 10)).isEmpty();
    ledger.fail(failing, new BlockedException("1 check failed.", "{}"));
    Claim passing = ledger.claimChange(SILVER, TWICE, 2L).orElseThrow();
    CheckResult newer =
        new CheckResult(
            passing.run().id(),
            SILVER,
            "not_null(email)",
            "passed",
            0,
            12,
            "{}",
            clock.instant().plusSeconds(1));
    passing.checked(newer);
    ledger.succeed(passing);
    assertThat(ledger.checks().of(SILVER, 10)).containsExactly(newer, older);
    assertThat(ledger.checks().of("silver.other", 10)).isEmpty();
  }
}
