package io.caravan.record;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * Places where a test may kill the process, to prove that nothing is lost or doubled there. Off unless {@code
 * -Dcaravan.kill=name:n} says at which one, and the how-manieth time it is passed.
 */
public enum KillPoint {
  BEFORE_READ,
  AFTER_READ,
  AFTER_ENCODE,
  AFTER_PUT,
  AFTER_COMMIT,
  BEFORE_PUBLISH,
  AFTER_PUBLISH,
  DURING_MAINTENANCE;

  private static final String WANTED = System.getProperty("caravan.kill", "");
  private final AtomicInteger passed = new AtomicInteger();

  /** Passes by, or dies as by {@code kill -9}: no shutdown hook, no finally. */
  public void pass() {
    if (!WANTED.isEmpty() && WANTED.equals(name() + ":" + passed.incrementAndGet())) {
      Runtime.getRuntime().halt(137);
    }
  }
}
