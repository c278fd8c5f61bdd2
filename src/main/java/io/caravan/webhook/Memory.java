package io.caravan.webhook;

import java.util.concurrent.atomic.AtomicLong;

/** How much the bodies of all requests may take together. */
final class Memory {
  private final long most;
  private final AtomicLong taken = new AtomicLong();

  Memory(long most) {
    this.most = most;
  }

  boolean take(long bytes) {
    if (taken.addAndGet(bytes) > most) {
      taken.addAndGet(-bytes);
      return false;
    }
    return true;
  }

  void give(long bytes) {
    taken.addAndGet(-bytes);
  }

  long taken() {
    return taken.get();
  }
}
