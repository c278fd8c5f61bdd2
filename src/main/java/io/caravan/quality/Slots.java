package io.caravan.quality;

import java.util.ArrayList;
import java.util.List;

/** Which columns a suite looks at, each with its place in the rows that are checked in Java. */
final class Slots {
  private final List<String> columns = new ArrayList<>();

  int of(String column) {
    int known = columns.indexOf(column);
    if (known >= 0) {
      return known;
    }
    // Names of fields that a parser gives out are interned too: equal ones are then the same.
    columns.add(column.intern());
    return columns.size() - 1;
  }

  List<String> columns() {
    return List.copyOf(columns);
  }
}
