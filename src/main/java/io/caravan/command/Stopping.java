package io.caravan.command;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Ctrl-C and SIGTERM let the command end in order before the process does. Opened before everything
 * that must be closed, so that it is closed last: only then may the process go.
 */
final class Stopping implements AutoCloseable {
  private static final int PATIENCE_SECONDS = 40;
  private final CountDownLatch asked = new CountDownLatch(1);
  private final CountDownLatch closed = new CountDownLatch(1);

  Stopping() {
    Runtime.getRuntime().addShutdownHook(new Thread(this::stop, "stopping"));
  }

  /** Returns when the process is asked to stop. */
  void await() throws InterruptedException {
    asked.await();
  }

  /** Whether the process is asked to stop. */
  boolean asked() {
    return asked.getCount() == 0;
  }

  @Override
  public void close() {
    closed.countDown();
  }

  private void stop() {
    asked.countDown();
    try {
      closed.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
