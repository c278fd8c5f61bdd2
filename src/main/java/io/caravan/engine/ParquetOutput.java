package io.caravan.engine;

import io.caravan.lake.Lake;
import io.caravan.lake.Scan;
import io.caravan.lake.StagedFile;
import io.caravan.lake.StagedFile.ColumnStats;
import io.caravan.record.Spelling;
import io.caravan.record.WorldException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Writes a relation into Parquet files in the lake. */
final class ParquetOutput {
  private static final int ROW_GROUP_ROWS = 122_880;

  private final Instance instance;
  private final Workspace workspace;
  private final Lake lake;
  private final long targetBytes;

  ParquetOutput(Instance instance, Workspace workspace, Lake lake, long targetBytes) {
    this.instance = instance;
    this.workspace = workspace;
    this.lake = lake;
    this.targetBytes = targetBytes;
  }

  /**
   * What to write and how.
   *
   * @param relation name of a view or table
   * @param userSql the user's SQL behind it, for messages
   * @param fields columns to write, matched by name
   * @param byName true to write no field ids
   * @param sortedBy columns to sort by; for none, rows stay in the relation's order
   */
  record Order(
      String relation,
      String userSql,
      List<Scan.Field> fields,
      boolean byName,
      List<String> sortedBy) {}

  List<StagedFile> write(Order order, String folder, String name) {
    Path output = workspace.output();
    Path whole = output.resolve("whole.parquet");
    instance.run(
        "COPY ("
            + select(order)
            + ")\nTO "
            + Sql.text(whole.toString())
            + " ("
            + options(order)
            + ")");
    FileStatistics statistics = new FileStatistics(instance, order.fields());
    List<Path> files =
        statistics.rows(whole) == 0 ? List.of() : ParquetCut.cut(whole, size(whole), targetBytes);
    List<StagedFile> staged = new ArrayList<>();
    for (int i = 0; i < files.size(); i++) {
      String end = files.size() == 1 ? "" : "-%05d".formatted(i);
      StagedFile file =
          new StagedFile(
              folder + name + end + ".parquet",
              size(files.get(i)),
              statistics.rows(files.get(i)),
              statistics.columns(files.get(i)));
      refuseNulls(order, file.columns());
      staged.add(file);
    }
    for (int i = 0; i < files.size(); i++) {
      lake.put(files.get(i), staged.get(i).location());
    }
    Workspace.delete(output);
    return staged;
  }

  private static String options(Order order) {
    String options = "FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE " + ROW_GROUP_ROWS;
    return order.byName() ? options : options + ", FIELD_IDS " + FieldIds.of(order.fields());
  }

  private String select(Order order) {
    List<String> given =
        instance.rows("DESCRIBE " + order.relation()).stream()
            .map(row -> (String) row.get(0))
            .toList();
    String columns =
        order.fields().stream()
            .map(
                f ->
                    Sql.cast(Sql.name(source(f, given, order.userSql())), f.type())
                        + " AS "
                        + Sql.name(f.name()))
            .collect(Collectors.joining(", "));
    String sort =
        order.sortedBy().stream()
            .map(c -> Sql.name(c) + " ASC NULLS FIRST")
            .collect(Collectors.joining(", "));
    return "SELECT "
        + columns
        + " FROM "
        + order.relation()
        + (sort.isEmpty() ? "" : " ORDER BY " + sort);
  }

  private static String source(Scan.Field field, List<String> given, String userSql) {
    return given.stream()
        .filter(g -> g.equalsIgnoreCase(field.name()))
        .findFirst()
        .orElseThrow(
            () ->
                new SqlFailure(
                    "Cannot write the query's rows: column '%s' of the table is not among its columns %s. %s"
                        .formatted(
                            field.name(),
                            given,
                            Spelling.didYouMean(
                                field.name(), given, "Select it, as NULL if there is no value.")),
                    userSql,
                    null));
  }

  private static long size(Path file) {
    try {
      return Files.size(file);
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
}
