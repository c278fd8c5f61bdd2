package io.caravan.runs;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * Which intervals of a route run, and how.
 *
 * @param schedule boundaries of its intervals
 * @param startDate no interval begins earlier; null to begin with the last complete one when the
 *     route is first seen
 * @param catchup true to run every interval that was missed, false to run only the latest complete
 *     one
 * @param retry for failed runs
 * @param deadline how long after its interval's end a run should have succeeded; null for no
 *     deadline
 * @param concurrency runs at once, waiting retries included
 * @param backfillConcurrency runs of backfills at once, beside the others
 * @param tags for people and tools to filter by
 */
public record IntervalPolicy(
    Schedule schedule,
    Instant startDate,
    boolean catchup,
    RetryPolicy retry,
    Duration deadline,
    int concurrency,
    int backfillConcurrency,
    List<String> tags) {
  public IntervalPolicy {
    if (concurrency < 1 || backfillConcurrency < 1) {
      throw new IllegalArgumentException(
          "Cannot run %d at once (%d of backfills): write 1 or more."
              .formatted(concurrency, backfillConcurrency));
    }
    if (deadline != null && (deadline.isNegative() || deadline.isZero())) {
      throw new IllegalArgumentException(
          "Cannot use deadline %s: it must be later than the interval's end.".formatted(deadline));
    }
    tags = List.copyOf(tags);
  }

  /** Only the latest complete interval of a schedule, without retries: a start to build on. */
  public static IntervalPolicy of(Schedule schedule) {
    return new IntervalPolicy(schedule, null, false, RetryPolicy.NONE, null, 1, 1, List.of());
  }

  public IntervalPolicy withStartDate(Instant date) {
    return new IntervalPolicy(
        schedule, date, catchup, retry, deadline, concurrency, backfillConcurrency, tags);
  }

  public IntervalPolicy withCatchup(boolean all) {
    return new IntervalPolicy(
        schedule, startDate, all, retry, deadline, concurrency, backfillConcurrency, tags);
  }

  public IntervalPolicy withRetry(RetryPolicy policy) {
    return new IntervalPolicy(
        schedule, startDate, catchup, policy, deadline, concurrency, backfillConcurrency, tags);
  }

  public IntervalPolicy withDeadline(Duration afterEnd) {
    return new IntervalPolicy(
        schedule, startDate, catchup, retry, afterEnd, concurrency, backfillConcurrency, tags);
  }

  public IntervalPolicy withConcurrency(int live, int backfill) {
    return new IntervalPolicy(schedule, startDate, catchup, retry, deadline, live, backfill, tags);
  }
}
