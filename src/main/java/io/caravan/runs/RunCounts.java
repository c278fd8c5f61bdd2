package io.caravan.runs;

import java.util.SortedMap;
import java.util.concurrent.ConcurrentSkipListMap;

/** What a run has handled so far, by name; steps of a run add to it from any thread. */
public final class RunCounts {
  public static final String ROWS_READ = "rowsRead";
  public static final String BRONZE = "bronze";
  public static final String SILVER = "silver";
  public static final String GOLD = "gold";
  public static final String DEAD = "dead";
  public static final String FILES = "files";

  private final ConcurrentSkipListMap<String, Long> counts = new ConcurrentSkipListMap<>();

  public void add(String name, long amount) {
    counts.merge(name, amount, Long::sum);
  }

  /** For what is not a sum, for example the snapshot that was committed. */
  public void set(String name, long value) {
    counts.put(name, value);
  }

  public long count(String name) {
    return counts.getOrDefault(name, 0L);
  }

  public SortedMap<String, Long> snapshot() {
    return counts.clone();
  }
}
