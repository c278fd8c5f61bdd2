package io.caravan.model;

import io.caravan.lake.Snapshot;
import io.caravan.record.DatasetName;

/**
 * Hears that a dataset has a new version, so that what reads it can start. Called after readers see
 * it; must not block.
 */
@FunctionalInterface
public interface PublishListener {
  PublishListener NONE = (dataset, snapshot) -> {};

  void published(DatasetName dataset, Snapshot snapshot);
}
