package io.caravan.route;

import java.time.Duration;

/** When it is worth asking the ledger again: at the next moment something can be due, and once a second for what others have done. */
final class Rest {
  private static final Duration LONGEST = Duration.ofSeconds(1);
  private volatile long until = System.nanoTime();

  boolean isOver() {
    return System.nanoTime() - until >= 0;
  }

  void end() {
    until = System.nanoTime();
  }

  void untilNextDue(Duration wait) {
    until = System.nanoTime() + (wait.compareTo(LONGEST) < 0 ? wait : LONGEST).toNanos();
  }
}
