package io.caravan.engine;

import io.caravan.lake.Lake;
import io.caravan.lake.Scan;
import io.caravan.lake.StagedFile.ColumnStats;
import io.caravan.lake.StagedFile;
import io.caravan.record.Column;
import io.caravan.record.ColumnType;
import io.caravan.record.Spelling;
import io.caravan.record.WorldException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Writes a relation into Parquet files in the lake. */
final class ParquetOutput {
  private static final int ROW_GROUP_ROWS = 122_880;

  private final Instance instance;
  private final Workspace workspace;
  private final Lake lake;

  ParquetOutput(Instance instance, Workspace workspace, Lake lake) {
    this.instance = instance;
    this.workspace = workspace;
    this.lake = lake;
  }

  /**
   * What to write and how.
   *
   * @param relation name of a view or table
   * @param userSql the user's SQL behind it, for messages
   * @param fields columns to write, matched by name
   * @param byName true to write no field ids
   * @param sortedBy columns to sort by
   * @param cutAt size at which a file ends and the next begins; 0 for one file, whose rows are then in exact order
   */
  record Order(String relation, String userSql, List<Scan.Field> fields, boolean byName, List<String> sortedBy, long cutAt) {}

  List<StagedFile> write(Order order, String folder, String name) {
    Path output = workspace.output();
    instance.run("COPY (" + select(order) + ")\nTO " + Sql.text(target(order, output)) + " (" + options(order) + ")");
    FileStatistics statistics = new FileStatistics(instance, order.fields());
    List<Path> files = inOrder(output).stream().filter(f -> statistics.rows(f) > 0).toList();
    List<StagedFile> staged = new ArrayList<>();
    for (int i = 0; i < files.size(); i++) {
      String end = files.size() == 1 ? "" : "-%05d".formatted(i);
      StagedFile file = stage(files.get(i), folder + name + end + ".parquet", statistics);
      refuseNulls(order, file.columns());
      staged.add(file);
    }
    for (int i = 0; i < files.size(); i++) {
      lake.put(files.get(i), staged.get(i).location());
    }
    Workspace.delete(output);
    return staged;
  }

  private static String target(Order order, Path output) {
    return (order.cutAt() == 0 ? output.resolve("data_0.parquet") : output).toString();
  }

  private static String options(Order order) {
    String options = "FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE " + ROW_GROUP_ROWS;
    if (order.cutAt() > 0) {
      // Threads then write whole row groups as they finish them: each is sorted, and so are, nearly, the files' ranges. Exact order
      // across row groups would mean to write everything twice (a third more CPU), and no reader asks for it.
      options += ", FILE_SIZE_BYTES " + order.cutAt();
    }
    return order.byName() ? options : options + ", FIELD_IDS " + FieldIds.of(order.fields());
  }

  private String select(Order order) {
    List<String> given = instance.rows("DESCRIBE " + order.relation()).stream().map(row -> (String) row.get(0)).toList();
    String columns =
        order.fields().stream()
            .map(f -> Sql.cast(Sql.name(source(f, given, order.userSql())), f.type()) + " AS " + Sql.name(f.name()))
            .collect(Collectors.joining(", "));
    String sort = order.sortedBy().stream().map(c -> Sql.name(c) + " ASC NULLS FIRST").collect(Collectors.joining(", "));
    return "SELECT " + columns + " FROM " + order.relation() + (sort.isEmpty() ? "" : " ORDER BY " + sort);
  }

  private static String source(Scan.Field field, List<String> given, String userSql) {
    return given.stream()
        .filter(g -> g.equalsIgnoreCase(field.name()))
        .findFirst()
        .orElseThrow(
            () ->
                new SqlFailure(
                    "Cannot write the query's rows: column '%s' of the table is not among its columns %s. %s"
                        .formatted(field.name(), given, Spelling.didYouMean(field.name(), given, "Select it, as NULL if there is no value.")),
                    userSql,
                    null));
  }

  private static List<Path> inOrder(Path output) {
    return Workspace.files(output).stream()
        .sorted(Comparator.comparingInt(f -> Integer.parseInt(f.getFileName().toString().replaceAll("\\D", ""))))
        .toList();
  }

  private static StagedFile stage(Path file, String location, FileStatistics statistics) {
    try {
      return new StagedFile(location, Files.size(file), statistics.rows(file), statistics.columns(file));
    } catch (IOException e) {
      throw new WorldException("Cannot read the size of " + file + ": " + e.getMessage(), e);
    }
  }

  private static void refuseNulls(Order order, Map<String, ColumnStats> columns) {
    for (Scan.Field field : order.fields()) {
      ColumnStats stats = columns.get(field.name());
      if (field.required() && stats != null && stats.nulls() > 0) {
        throw new SqlFailure(
            "Cannot write the query's rows: column '%s' must not be null, and is in %d of them. Give it a value or leave these rows out."
                .formatted(field.name(), stats.nulls()),
            order.userSql(),
            null);
      }
    }
  }

  /** The ids of fields as COPY takes them: {@code {"id": 1, "tags": {__duckdb_field_id: 2, "element": 7}}}. */
  private static final class FieldIds {
    private FieldIds() {}

    static String of(List<Scan.Field> fields) {
      return fields.stream().map(f -> Sql.name(f.name()) + ": " + ids(f.id(), f.type(), "", f.nested())).collect(Collectors.joining(", ", "{", "}"));
    }

    private static String ids(Integer id, ColumnType type, String path, Map<String, Integer> nested) {
      List<Column> parts = parts(type);
      if (parts.stream().noneMatch(p -> nested.containsKey(path + p.name()))) {
        return id.toString();
      }
      return parts.stream()
          .filter(p -> nested.containsKey(path + p.name()))
          .map(p -> Sql.name(p.name()) + ": " + ids(nested.get(path + p.name()), p.type(), path + p.name() + ".", nested))
          .collect(Collectors.joining(", ", "{__duckdb_field_id: " + id + ", ", "}"));
    }

    private static List<Column> parts(ColumnType type) {
      if (type instanceof ColumnType.Struct struct) {
        return struct.fields();
      }
      if (type instanceof ColumnType.ListOf list) {
        return List.of(Column.optional("element", list.element()));
      }
      if (type instanceof ColumnType.MapOf map) {
        return List.of(Column.required("key", map.key()), Column.optional("value", map.value()));
      }
      return List.of();
    }
  }
}
