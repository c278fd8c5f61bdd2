package io.caravan.runs;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;

/** Decides what happens next to a route's runs; looks at nothing but its arguments. */
final class Planner {
  private Planner() {}

  /**
   * What the ledger knows of a route.
   *
   * @param since when the route was first seen
   * @param watermark end of the last interval that was entered or skipped; null before the first
   * @param paused true to enter and begin no live runs
   * @param open runs that have not ended
   * @param backfills requests that are not done
   */
  record RouteState(
      Instant since, Instant watermark, boolean paused, List<Run> open, List<Backfill> backfills) {
    Optional<Run> due(String backfill) {
      return open.stream()
          .filter(r -> r.state() == RunState.DUE && Objects.equals(r.backfill(), backfill))
          .findFirst();
    }

    long begun() {
      return open.stream().filter(r -> r.live() && r.state() != RunState.DUE).count();
    }
  }

  /** A change to the ledger. */
  sealed interface Step {
    /** A run to enter as due, for a live interval. */
    record Enter(Interval interval) implements Step {}

    /** Intervals that will never run. */
    record Skip(Interval span) implements Step {}

    /** A due run that a later interval replaces. */
    record Replace(Run run) implements Step {}

    /** A backfill's next run to enter as due. */
    record EnterBackfill(Backfill backfill, Interval interval) implements Step {}

    /** A backfill whose runs have all ended. */
    record EndBackfill(Backfill backfill) implements Step {}

    /** A run that is late for the first time. */
    record Late(Run run) implements Step {}
  }

  /** At most one due run is entered ahead, so that a long outage does not fill the ledger. */
  static List<Step> plan(IntervalPolicy policy, RouteState state, Instant now) {
    List<Step> steps = new ArrayList<>();
    if (!state.paused()) {
      planLive(policy, state, now, steps);
    }
    for (Backfill backfill : state.backfills()) {
      planBackfill(policy, state, backfill, now, steps);
    }
    for (Run run : state.open()) {
      if (late(policy, state.since(), run, now)) {
        steps.add(new Step.Late(run));
      }
    }
    return steps;
  }

  private static void planLive(
      IntervalPolicy policy, RouteState state, Instant now, List<Step> steps) {
    Schedule schedule = policy.schedule();
    Optional<Run> due = state.due(null);
    Instant start = firstStart(policy, state, now);
    Instant end = schedule.after(start);
    if (end.isAfter(now) || policy.catchup() && due.isPresent()) {
      return;
    }
    if (!policy.catchup() && state.begun() >= policy.concurrency()) {
      return; // Only when there is room is it known which interval will be the latest.
    }
    if (!policy.catchup()) {
      Interval latest = schedule.lastComplete(now);
      if (latest.start().isAfter(start)) {
        steps.add(new Step.Skip(new Interval(start, latest.start())));
        start = latest.start();
      }
      end = latest.end();
      due.ifPresent(replaced -> steps.add(new Step.Replace(replaced)));
    }
    steps.add(new Step.Enter(new Interval(start, end)));
  }

  private static Instant firstStart(IntervalPolicy policy, RouteState state, Instant now) {
    Schedule schedule = policy.schedule();
    Instant earliest =
        policy.startDate() == null ? null : schedule.after(policy.startDate().minusNanos(1));
    if (state.watermark() != null) {
      // Not moved back by a clock that went back, nor to a boundary of an edited schedule:
      // intervals follow each other without a hole.
      return earliest != null && earliest.isAfter(state.watermark()) ? earliest : state.watermark();
    }
    return earliest != null ? earliest : schedule.lastComplete(now).start();
  }

  private static void planBackfill(
      IntervalPolicy policy, RouteState state, Backfill backfill, Instant now, List<Step> steps) {
    if (state.due(backfill.id()).isPresent()) {
      return;
    }
    Instant start = policy.schedule().after(backfill.next().minusNanos(1));
    Instant end = policy.schedule().after(start);
    if (start.isBefore(backfill.until()) && !end.isAfter(now)) {
      steps.add(new Step.EnterBackfill(backfill, new Interval(start, end)));
    } else if (state.open().stream().noneMatch(r -> backfill.id().equals(r.backfill()))) {
      steps.add(new Step.EndBackfill(backfill));
    }
  }

  /**
   * Whether a run has just become late. What was complete before the route was first seen is never
   * late.
   */
  static boolean late(IntervalPolicy policy, Instant since, Run run, Instant now) {
    return policy.deadline() != null
        && run.live()
        && !run.deadlineMissed()
        && run.interval() != null
        && !run.interval().end().isBefore(since)
        && now.isAfter(run.interval().end().plus(policy.deadline()));
  }

  /**
   * The run to begin now: one that crashed, one whose retry is due or whose wait is over, or a due
   * one if there is room; live ones before those of backfills, earlier intervals first.
   *
   * @param free whether nobody executes a running run any more, or nothing holds back a waiting one
   */
  static Optional<Run> next(
      int concurrency,
      int backfillConcurrency,
      RouteState state,
      Instant now,
      Predicate<Run> free) {
    Optional<Run> live =
        state.paused()
            ? Optional.empty()
            : next(state.open().stream().filter(Run::live).toList(), concurrency, now, free);
    return live.isPresent()
        ? live
        : next(
            state.open().stream().filter(r -> !r.live()).toList(), backfillConcurrency, now, free);
  }

  private static Optional<Run> next(
      List<Run> open, int concurrency, Instant now, Predicate<Run> free) {
    List<Run> begun =
        open.stream().filter(r -> r.state() != RunState.DUE).sorted(BY_SUBJECT).toList();
    Optional<Run> again =
        begun.stream()
            .filter(
                r -> r.state() == RunState.RETRYING ? !r.notBefore().isAfter(now) : free.test(r))
            .findFirst();
    if (again.isPresent() || begun.size() >= concurrency) {
      return again;
    }
    return open.stream().filter(r -> r.state() == RunState.DUE).min(BY_SUBJECT);
  }

  private static final Comparator<Run> BY_SUBJECT =
      Comparator.comparing((Run r) -> r.interval() == null ? r.created() : r.interval().start())
          .thenComparing(Run::id);
}
