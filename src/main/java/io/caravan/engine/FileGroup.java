package io.caravan.engine;

import io.caravan.engine.FileSchemas.FileColumn;
import io.caravan.lake.Scan;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Files of equal columns as SQL. Columns are matched by field id, or by name where files carry
 * none; what the files lack is null, and what they have in a narrower type is widened.
 *
 * @param files to be read by one table function, whose {@code file_index} is a file's place here
 * @param columns what the files have
 * @param byName true to match by name
 * @param workspace where the files are
 */
record FileGroup(
    List<Scan.File> files, List<FileColumn> columns, boolean byName, Workspace workspace) {
  private static final Set<String> DUCKDBS_OWN =
      Set.of("filename", "file_index", "file_row_number");

  boolean hasDeleted() {
    return files.stream().anyMatch(f -> f.deleted().length > 0);
  }

  /** The table function, to be called {@code s}. */
  String read(List<Scan.Field> fields) {
    String paths = Sql.texts(files.stream().map(f -> workspace.path(f.location())).toList());
    return "read_parquet("
        + paths
        + (renamed() ? schema(fields) : ", hive_partitioning = false")
        + ") s";
  }

  /** The value of a field, in its type. */
  String value(int field, List<Scan.Field> fields) {
    Scan.Field wanted = fields.get(field);
    if (renamed()) {
      return "s.c" + field;
    }
    String found =
        columns.stream()
            .filter(c -> matches(c, wanted))
            .findFirst()
            .map(c -> "s." + Sql.name(c.name()))
            .orElse("NULL");
    return Sql.cast(found, wanted.type());
  }

  private boolean matches(FileColumn column, Scan.Field field) {
    return byName ? column.name().equalsIgnoreCase(field.name()) : column.id() == field.id();
  }

  /**
   * A column that is called as one of DuckDB's own would hide it: such files are read under other
   * names, with worse plans.
   */
  private boolean renamed() {
    return columns.stream().anyMatch(c -> DUCKDBS_OWN.contains(c.name().toLowerCase(Locale.ROOT)));
  }

  private String schema(List<Scan.Field> fields) {
    return IntStream.range(0, fields.size())
        .mapToObj(
            i ->
                "%s: {name: 'c%d', type: %s, default_value: NULL}"
                    .formatted(
                        byName
                            ? Sql.text(fields.get(i).name())
                            : Integer.toString(fields.get(i).id()),
                        i,
                        Sql.text(Sql.type(fields.get(i).type()))))
        .collect(Collectors.joining(", ", ", schema = MAP {", "}"));
  }
}
