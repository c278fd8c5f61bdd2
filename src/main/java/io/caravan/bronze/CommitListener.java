package io.caravan.bronze;

import io.caravan.lake.Snapshot;
import io.caravan.record.DatasetName;

/**
 * Hears that a bronze table has new rows, so that what reads it can start. Called after readers see
 * them; must not block.
 */
@FunctionalInterface
public interface CommitListener {
  void committed(DatasetName dataset, Snapshot snapshot);
}
