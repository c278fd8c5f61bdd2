package io.caravan.runs;

import java.time.Instant;

/**
 * A request to run the intervals of a stretch of the past again.
 *
 * @param id to ask for its status with
 * @param route whose intervals
 * @param from intervals begin here or later
 * @param until and before this
 * @param next where the next interval to enter begins: what lies before has been entered as runs
 * @param state where it stands
 * @param requested when it was asked for
 * @param succeeded its runs that did
 * @param failed its runs that failed for good
 * @param open its runs that are due, running or waiting for a retry
 */
public record Backfill(
    String id,
    String route,
    Instant from,
    Instant until,
    Instant next,
    State state,
    Instant requested,
    int succeeded,
    int failed,
    int open) {
  /** Where a backfill stands. */
  public enum State {
    OPEN,
    DONE,
    CANCELLED
  }
}
