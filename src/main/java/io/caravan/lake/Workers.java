package io.caravan.lake;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Threads on which manifests are read and written. */
final class Workers {
  // Iceberg's own pool shuts down as soon as the process is asked to stop, and would fail the
  // commits that are to be finished first.
  static final ExecutorService POOL =
      Executors.newFixedThreadPool(
          4,
          work -> {
            Thread thread = new Thread(work, "lake-worker");
            thread.setDaemon(true);
            return thread;
          });

  private Workers() {}
}
