package io.caravan.record;

/**
 * A column of a table.
 *
 * @param name as the source spells it
 * @param type its type in the lake
 * @param required true when it can never be null
 * @param doc what it is, from {@code schema.yml} or the source; empty when nobody said
 */
public record Column(String name, ColumnType type, boolean required, String doc) {
  public static Column optional(String name, ColumnType type) {
    return new Column(name, type, false, "");
  }

  public static Column required(String name, ColumnType type) {
    return new Column(name, type, true, "");
  }

  @Override
  public String toString() {
    return name + " " + type + (required ? " not null" : "");
  }
}
