package io.caravan.lake;

import io.caravan.record.ColumnType;
import java.util.List;
import java.util.Map;

/**
 * What a reader must read to see one snapshot of a table: plain data, so that an SQL engine needs
 * to know nothing of Iceberg.
 *
 * @param snapshot snapshot id; -1 for a table without one
 * @param fields columns with the ids by which files name them
 * @param files data files that hold the rows
 * @param byName true when files carry no field ids and columns are matched by name (bronze)
 */
public record Scan(long snapshot, List<Field> fields, List<File> files, boolean byName) {
  public Scan {
    fields = List.copyOf(fields);
    files = List.copyOf(files);
  }

  /**
   * A column and the id that stays when it is renamed.
   *
   * @param nested ids of what lies inside the column, by dotted path below it: names of struct
   *     fields, {@code element} of a list, {@code key} and {@code value} of a map; for example
   *     {@code element.street}
   */
  public record Field(
      int id,
      String name,
      ColumnType type,
      boolean required,
      String doc,
      Map<String, Integer> nested) {
    public Field {
      nested = Map.copyOf(nested);
    }

    public Field(int id, String name, ColumnType type, boolean required, String doc) {
      this(id, name, type, required, doc, Map.of());
    }
  }

  /**
   * A data file.
   *
   * @param location in the object store
   * @param rows rows in it, deleted ones included
   * @param bytes its size
   * @param deleted positions of rows that are deleted, ascending; empty for none
   * @param lower values by field id that none of the file's is below, as in {@link
   *     StagedFile.ColumnStats}; lacking where unknown
   * @param upper values by field id that none of the file's is above
   */
  public record File(
      String location,
      long rows,
      long bytes,
      long[] deleted,
      Map<Integer, Object> lower,
      Map<Integer, Object> upper) {}
}
