package io.caravan.route.editing;

import io.caravan.record.Problem;
import java.time.Instant;
import java.util.List;

/**
 * How one file stands between what was saved and what runs.
 *
 * @param since when it came into this status with these problems
 * @param problems why it is not live; empty when it is
 */
public record FileState(String file, Status status, Instant since, List<Problem> problems) {
  /** Whether the saved version is the one that runs. */
  public enum Status {
    /** What was saved runs. */
    LIVE,
    /** What was saved is wrong: the version before runs on, or nothing if there was none. */
    REFUSED,
    /** What was saved is right, and takes over when the batches in flight are done. */
    WAITING
  }
}
