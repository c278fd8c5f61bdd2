package io.caravan.command;

import io.caravan.record.DatasetName;
import io.caravan.record.Place;
import io.caravan.record.ProjectException;

/** Names as they are typed. */
final class Names {
  private Names() {}

  static DatasetName dataset(String text) {
    try {
      return DatasetName.parse(text);
    } catch (IllegalArgumentException e) {
      throw new ProjectException(
          Place.file("command line"), e.getMessage(), "Tables: ./caravan query");
    }
  }
}
