package io.caravan.registry;

import io.caravan.record.RecordException;

/** Turns the data of one schema into JSON. */
@FunctionalInterface
interface Payload {
  /** More than this is no record any more. */
  int MOST_BYTES = 64 << 20;

  /**
   * @param from where the data begins, behind the schema's id
   * @throws RecordException when the data is not what the schema says
   */
  byte[] json(byte[] payload, int from);
}
