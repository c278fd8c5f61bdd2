package io.caravan.engine;

import io.caravan.lake.Scan;
import io.caravan.record.Column;
import io.caravan.record.ColumnType;
import java.util.ArrayList;
import java.util.List;

/**
 * A column of a Parquet file: a table's column, or an innermost part of one.
 *
 * @param path dotted, as in {@link Scan.Field#nested()} with the column's name before it
 * @param type its type
 * @param repeated true inside a list or map, where smallest and largest values say nothing of rows
 */
record Leaf(String path, ColumnType type, boolean repeated) {
  /** In the order in which files hold them. */
  static List<Leaf> of(List<Scan.Field> fields) {
    List<Leaf> leaves = new ArrayList<>();
    fields.forEach(f -> add(f.name(), f.type(), false, leaves));
    return leaves;
  }

  private static void add(String path, ColumnType type, boolean repeated, List<Leaf> leaves) {
    if (type instanceof ColumnType.Struct struct) {
      for (Column field : struct.fields()) {
        add(path + "." + field.name(), field.type(), repeated, leaves);
      }
    } else if (type instanceof ColumnType.ListOf list) {
      add(path + ".element", list.element(), true, leaves);
    } else if (type instanceof ColumnType.MapOf map) {
      add(path + ".key", map.key(), true, leaves);
      add(path + ".value", map.value(), true, leaves);
    } else {
      leaves.add(new Leaf(path, type, repeated));
    }
  }
}
