package io.caravan.model;

import io.caravan.record.DatasetName;

/** A node cannot be built yet, because nothing has filled something that it reads. */
final class InputMissing extends NodeFailure {
  private static final long serialVersionUID = 1;
  private final transient DatasetName dataset;

  InputMissing(String message, DatasetName dataset) {
    super(message);
    this.dataset = dataset;
  }

  DatasetName dataset() {
    return dataset;
  }
}
