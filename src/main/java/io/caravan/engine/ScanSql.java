package io.caravan.engine;

import io.caravan.lake.Scan;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A scan as SQL. Columns are matched by field id, or by name where files carry none; what an old file lacks is null, and what it has
 * in a narrower type is widened.
 *
 * <p>Inside, columns are called c0, c1, ...: a column of the table may have the name of one of DuckDB's own ({@code filename}, {@code
 * file_index}).
 */
final class ScanSql {
  private final Workspace workspace;
  private final boolean byName;

  ScanSql(Workspace workspace, boolean byName) {
    this.workspace = workspace;
    this.byName = byName;
  }

  /** The table function that reads some columns of some files; {@code file_index} is the place of the file in the list. */
  String read(List<Scan.File> files, List<Scan.Field> fields) {
    String paths = Sql.texts(files.stream().map(f -> workspace.path(f.location())).toList());
    String schema =
        IntStream.range(0, fields.size())
            .mapToObj(
                i ->
                    "%s: {name: 'c%d', type: %s, default_value: NULL}"
                        .formatted(identifier(fields.get(i)), i, Sql.text(Sql.type(fields.get(i).type()))))
            .collect(Collectors.joining(", ", "MAP {", "}"));
    return "read_parquet(" + paths + ", schema = " + schema + ")";
  }

  private String identifier(Scan.Field field) {
    return byName ? Sql.text(field.name()) : Integer.toString(field.id());
  }

  /** A SELECT of the whole scan, in any order. */
  String select(List<Scan.Field> fields, List<Scan.File> whole, List<Scan.File> withDeleted, String deleted) {
    List<String> parts = new ArrayList<>();
    if (!whole.isEmpty()) {
      parts.add(select(fields, whole));
    }
    if (!withDeleted.isEmpty()) {
      parts.add(select(fields, withDeleted) + without(deleted));
    }
    return parts.isEmpty() ? empty(fields) : String.join("\nUNION ALL ", parts);
  }

  /** A SELECT of the files' rows in their order. */
  String inOrder(List<Scan.Field> fields, List<Scan.File> files, String deleted) {
    // Without the join the engine keeps the order by itself.
    String order = deleted == null ? "" : without(deleted) + " ORDER BY s.file_index, s.file_row_number";
    return files.isEmpty() ? empty(fields) : select(fields, files) + order;
  }

  private String select(List<Scan.Field> fields, List<Scan.File> files) {
    return IntStream.range(0, fields.size())
        .mapToObj(i -> "s.c" + i + " AS " + Sql.name(fields.get(i).name()))
        .collect(Collectors.joining(", ", "SELECT ", " FROM " + read(files, fields) + " s"));
  }

  private static String without(String deleted) {
    return " ANTI JOIN " + deleted + " d ON s.file_index = d.file AND s.file_row_number = d.position";
  }

  private static String empty(List<Scan.Field> fields) {
    return fields.stream()
        .map(f -> Sql.cast("NULL", f.type()) + " AS " + Sql.name(f.name()))
        .collect(Collectors.joining(", ", "SELECT ", " WHERE false"));
  }
}
