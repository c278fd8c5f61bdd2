package io.caravan.lake;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What this process is doing to one table. Forgetting it costs time, never rows: other processes do
 * not know it either.
 */
final class TableState {
  private static final Duration LONGEST_RUN = Duration.ofHours(1);
  private final ReentrantLock writing = new ReentrantLock(true);
  private final Map<String, Instant> openBranches = new ConcurrentHashMap<>();

  /** Held during a commit: writers then wait for each other instead of losing swaps. */
  ReentrantLock writing() {
    return writing;
  }

  void branchOpened(String branch, Instant at) {
    openBranches.put(branch, at);
  }

  void branchClosed(String branch) {
    openBranches.remove(branch);
  }

  /** True while a run is to publish: moving main now would cost it all of its work. */
  boolean awaitsPublishing(Instant now) {
    return openBranches.values().stream()
        .anyMatch(opened -> opened.isAfter(now.minus(LONGEST_RUN)));
  }
}
