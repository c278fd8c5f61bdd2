package io.caravan.record;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Places where a test may kill the process, to prove that nothing is lost or doubled there. Off
 * unless {@code -Dcaravan.kill=name:n} says at which one, and the how-manieth time it is passed;
 * {@code -Dcaravan.stop=name:n} stops the process there instead, as {@code kill -STOP} does, to
 * make a zombie of it.
 */
public enum KillPoint {
  BEFORE_READ,
  AFTER_READ,
  AFTER_ENCODE,
  AFTER_PUT,
  BEFORE_COMMIT,
  AFTER_COMMIT,
  BEFORE_BUILD,
  BEFORE_PUBLISH,
  AFTER_PUBLISH,
  DURING_MAINTENANCE,
  IN_TRANSACTION,
  AFTER_LETTERS,
  BEFORE_REPLAY,
  BEFORE_ACCEPT,
  AFTER_ACCEPT,
  DURING_EDIT;

  private static final String KILL = System.getProperty("caravan.kill", "");
  private static final String STOP = System.getProperty("caravan.stop", "");
  private final AtomicInteger passed = new AtomicInteger();

  /** Passes by, or dies as by {@code kill -9}: no shutdown hook, no finally. */
  public void pass() {
    if (KILL.isEmpty() && STOP.isEmpty()) {
      return;
    }
    String here = name() + ":" + passed.incrementAndGet();
    if (here.equals(KILL)) {
      Runtime.getRuntime().halt(137);
    } else if (here.equals(STOP)) {
      stop();
    }
  }

  private static void stop() {
    try {
      new ProcessBuilder("kill", "-STOP", Long.toString(ProcessHandle.current().pid()))
          .start()
          .waitFor();
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot stop this process", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
