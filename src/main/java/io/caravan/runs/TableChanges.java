package io.caravan.runs;

import io.caravan.record.DatasetName;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Word within this process that a table has a new snapshot, so that what depends on it starts at once. Only a hint: commits of other
 * processes are found by looking, and a word that is lost delays a run but loses none.
 */
public final class TableChanges {
  private final Map<DatasetName, Long> words = new ConcurrentHashMap<>();

  /** To be called after every commit to a table's main branch. */
  public void published(DatasetName table, long snapshot) {
    words.merge(table, 1L, Long::sum);
  }

  /** How often there was word of the table: another number means that there is news. */
  public long heard(DatasetName table) {
    return words.getOrDefault(table, 0L);
  }
}
