package io.caravan.stream;

import io.caravan.record.Position;

/** Where the batches of a route land in a table, whose own position says what is there already. */
@FunctionalInterface
public interface Landing {
  /**
   * The table's position as it is now.
   *
   * @throws io.caravan.record.WorldException when the table cannot be read
   */
  Position position();
}
