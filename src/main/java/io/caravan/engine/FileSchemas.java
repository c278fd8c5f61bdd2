package io.caravan.engine;

import io.caravan.lake.Scan;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What columns files have, read from their footers once: files never change.
 *
 * <p>Files are then read in groups of equal columns. DuckDB could map columns itself ({@code schema
 * = MAP ...}), but it then takes every table for one of a single row, and builds its hash tables on
 * the larger side of each join.
 */
final class FileSchemas {
  private static final int MOST = 100_000;
  private final Map<String, Schema> known = new ConcurrentHashMap<>();

  /** A column of a file; the id is -1 where there is none. */
  record FileColumn(String name, long id) {}

  /**
   * The columns of a file.
   *
   * @param columns in order
   * @param types all that tells two files apart, in text
   */
  record Schema(List<FileColumn> columns, String types) {}

  /** Schemas by location. */
  Map<String, Schema> of(List<Scan.File> files, Instance instance, Workspace workspace) {
    Map<String, Schema> schemas = new LinkedHashMap<>();
    List<Scan.File> unknown = new ArrayList<>();
    for (Scan.File file : files) {
      Schema schema = known.get(file.location());
      if (schema == null) {
        unknown.add(file);
      } else {
        schemas.put(file.location(), schema);
      }
    }
    if (!unknown.isEmpty()) {
      schemas.putAll(read(unknown, instance, workspace));
    }
    if (known.size() > MOST) {
      known.clear();
    }
    known.putAll(schemas);
    return schemas;
  }

  private static Map<String, Schema> read(
      List<Scan.File> files, Instance instance, Workspace workspace) {
    Map<String, List<List<Object>>> rows = new LinkedHashMap<>();
    List<String> paths = files.stream().map(f -> workspace.path(f.location())).toList();
    instance.forEach(
        "SELECT file_name, name, field_id, num_children, concat_ws(' ', type, type_length, converted_type, logical_type) FROM parquet_schema("
            + Sql.texts(paths)
            + ")",
        row -> rows.computeIfAbsent((String) row.get(0), f -> new ArrayList<>()).add(row));
    Map<String, Schema> schemas = new LinkedHashMap<>();
    for (Scan.File file : files) {
      schemas.put(file.location(), schema(rows.get(workspace.path(file.location()))));
    }
    return schemas;
  }

  private static Schema schema(List<List<Object>> rows) {
    StringBuilder types = new StringBuilder();
    rows.forEach(row -> types.append(row.subList(1, row.size())).append('\n'));
    Iterator<List<Object>> elements = rows.iterator();
    long children = (Long) elements.next().get(3);
    List<FileColumn> columns = new ArrayList<>();
    for (long i = 0; i < children; i++) {
      List<Object> column = elements.next();
      columns.add(
          new FileColumn(
              (String) column.get(1), column.get(2) == null ? -1 : (Long) column.get(2)));
      skip(column, elements);
    }
    return new Schema(List.copyOf(columns), types.toString());
  }

  /** Past what lies within an element. */
  private static void skip(List<Object> element, Iterator<List<Object>> elements) {
    long children = element.get(3) == null ? 0 : (Long) element.get(3);
    for (long i = 0; i < children; i++) {
      skip(elements.next(), elements);
    }
  }
}
