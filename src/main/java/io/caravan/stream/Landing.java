package io.caravan.stream;

import io.caravan.record.Position;

/** Where the batches of a route land in a table, whose own position says what is there already. */
public interface Landing {
  /** Layer and name of the table. */
  String table();

  /**
   * The table's position as it is now.
   *
   * @throws io.caravan.record.WorldException when the table cannot be read
   */
  Position position();
}
