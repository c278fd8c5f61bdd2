package io.caravan.route;

import java.time.Duration;

/**
 * When it is worth asking the ledger again: at the next moment something can be due, and once a
 * second for what others have done.
 */
final class Rest {
  private static final Duration LONGEST = Duration.ofSeconds(1);
  private volatile long over = System.nanoTime();

  boolean isOver() {
    return System.nanoTime() - over >= 0;
  }

  void end() {
    over = System.nanoTime();
  }

  void until(Duration wait) {
    over = System.nanoTime() + (wait.compareTo(LONGEST) < 0 ? wait : LONGEST).toNanos();
  }
}
