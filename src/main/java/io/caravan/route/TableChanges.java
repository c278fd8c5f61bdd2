package io.caravan.route;

import io.caravan.bronze.CommitListener;
import io.caravan.lake.Snapshot;
import io.caravan.record.DatasetName;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Word within this process that a table has a new snapshot, so that what depends on it starts at
 * once. Only a hint: commits of other processes are found by looking, and a word that is lost
 * delays a run but loses none.
 */
public final class TableChanges implements CommitListener {
  private final Map<DatasetName, Long> words = new ConcurrentHashMap<>();

  /** To be called after every commit to a table's main branch. */
  public void published(DatasetName table, long snapshot) {
    words.merge(table, 1L, Long::sum);
  }

  @Override
  public void committed(DatasetName dataset, Snapshot snapshot) {
    published(dataset, snapshot.id());
  }

  /** How often there was word of the table: another number means that there is news. */
  long heard(DatasetName table) {
    return words.getOrDefault(table, 0L);
  }
}
