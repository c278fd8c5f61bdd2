package io.caravan.command;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import sun.misc.Signal;
import sun.misc.SignalHandler;

/**
 * Ctrl-C and SIGTERM let the command end in order before the process does. Opened before everything
 * that must be closed, so that it is closed last: only then may the process go.
 *
 * <p>The signals are taken here, and not by the shutdown of the Java machine: that stops the thread
 * pools of libraries at once, under the commits that are to be finished first. It comes when
 * everything is closed.
 */
final class Stopping implements AutoCloseable {
  private static final int PATIENCE_SECONDS = 40;
  private static final int KILLED = 143;
  private final CountDownLatch asked = new CountDownLatch(1);
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Map<Signal, SignalHandler> before = new LinkedHashMap<>();

  Stopping() {
    take("TERM");
    take("INT");
  }

  private void take(String name) {
    Signal signal = new Signal(name);
    try {
      before.put(signal, Signal.handle(signal, taken -> stop()));
    } catch (IllegalArgumentException keptByTheMachine) {
      // Started with -Xrs: whoever did that wants signals to end the process as they are.
      return;
    }
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
    before.forEach(Signal::handle);
  }

  private void stop() {
    if (asked()) {
      // Asked a second time, nobody wants to wait any longer.
      Runtime.getRuntime().halt(KILLED);
    }
    asked.countDown();
    Thread patience = new Thread(this::endUnclosed, "stopping");
    patience.setDaemon(true);
    patience.start();
  }

  private void endUnclosed() {
    try {
      if (!closed.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        Runtime.getRuntime().halt(KILLED);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
