package io.caravan.bronze;

import java.util.List;

/**
 * A table of a database as it was found there.
 *
 * @param schema its schema, as the database spells it; empty where there are none
 * @param name its name, likewise
 * @param columns in the table's order
 */
public record SourceTable(String schema, String name, List<SourceColumn> columns) {
  public SourceTable {
    columns = List.copyOf(columns);
  }

  @Override
  public String toString() {
    return schema.isEmpty() ? name : schema + "." + name;
  }
}
