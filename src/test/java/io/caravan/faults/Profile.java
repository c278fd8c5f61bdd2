package io.caravan.faults;

import java.time.Duration;

/**
 * How long the faults go on: the short form is part of every build, the long one ({@code
 * -Dcaravan.faults=long}) holds the full number.
 */
enum Profile {
  SHORT,
  LONG;

  static Profile current() {
    return "long".equals(System.getProperty("caravan.faults")) ? LONG : SHORT;
  }

  boolean isLong() {
    return this == LONG;
  }

  /** {@code -Dcaravan.faults.share=0.5} makes a long form half as long. */
  static int times(int full) {
    return (int)
        Math.ceil(full * Double.parseDouble(System.getProperty("caravan.faults.share", "1")));
  }

  /** The longest transaction of the source's writers. */
  Duration latestCommit() {
    return Duration.ofSeconds(isLong() ? 60 : 3);
  }

  Duration lookback() {
    return latestCommit().plusSeconds(7);
  }

  /** {@code -Dcaravan.faults.seed=...} replays a test that failed. */
  static long seed() {
    return Long.getLong("caravan.faults.seed", System.nanoTime() & 0xffff_ffffL);
  }
}
