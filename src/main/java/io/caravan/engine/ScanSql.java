package io.caravan.engine;

import io.caravan.lake.Scan;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Scans as SQL. */
final class ScanSql {
  private final FileSchemas schemas;
  private final Instance instance;
  private final Workspace workspace;
  private final DeletedRows deletedRows;

  ScanSql(FileSchemas schemas, Instance instance, Workspace workspace) {
    this.schemas = schemas;
    this.instance = instance;
    this.workspace = workspace;
    this.deletedRows = new DeletedRows(instance);
  }

  /**
   * A SELECT.
   *
   * @param sql its text
   * @param deleted tables of deleted rows that it reads
   */
  record Select(String sql, List<String> deleted) {}

  /** Files of equal columns together, those with deleted rows apart from those without. */
  List<FileGroup> groups(Scan scan, List<Scan.File> files) {
    Map<String, List<Scan.File>> groups = new LinkedHashMap<>();
    Map<String, FileSchemas.Schema> of = schemas.of(files, instance, workspace);
    for (Scan.File file : files) {
      String like = of.get(file.location()).types() + (file.deleted().length > 0);
      groups.computeIfAbsent(like, l -> new ArrayList<>()).add(file);
    }
    return groups(groups.values(), of, scan.byName());
  }

  private List<FileGroup> groups(
      Collection<List<Scan.File>> lists, Map<String, FileSchemas.Schema> of, boolean byName) {
    return lists.stream()
        .map(
            files ->
                new FileGroup(files, of.get(files.get(0).location()).columns(), byName, workspace))
        .toList();
  }

  /** The whole scan, in any order. */
  Select select(Scan scan) {
    List<String> deleted = new ArrayList<>();
    List<String> parts =
        groups(scan, scan.files()).stream()
            .map(group -> select(group, scan.fields(), "", deleted))
            .toList();
    return new Select(
        parts.isEmpty() ? empty(scan.fields()) : String.join("\nUNION ALL ", parts), deleted);
  }

  /** The whole scan, its rows in the order of its files. */
  Select inOrder(Scan scan) {
    List<List<Scan.File>> runs = new ArrayList<>();
    Map<String, FileSchemas.Schema> of = schemas.of(scan.files(), instance, workspace);
    FileSchemas.Schema before = null;
    for (Scan.File file : scan.files()) {
      if (!of.get(file.location()).equals(before)) {
        runs.add(new ArrayList<>());
      }
      before = of.get(file.location());
      runs.get(runs.size() - 1).add(file);
    }
    List<String> deleted = new ArrayList<>();
    // The engine keeps the order by itself, but not through the join with deleted rows.
    List<String> parts =
        groups(runs, of, scan.byName()).stream()
            .map(
                run ->
                    select(
                        run,
                        scan.fields(),
                        run.hasDeleted() ? " ORDER BY s.file_index, s.file_row_number" : "",
                        deleted))
            .toList();
    String sql =
        parts.stream()
            .map(part -> "SELECT * FROM (" + part + ")")
            .collect(Collectors.joining("\nUNION ALL "));
    return new Select(parts.isEmpty() ? empty(scan.fields()) : sql, deleted);
  }

  private String select(
      FileGroup group, List<Scan.Field> fields, String order, List<String> deleted) {
    String columns =
        IntStream.range(0, fields.size())
            .mapToObj(i -> group.value(i, fields) + " AS " + Sql.name(fields.get(i).name()))
            .collect(Collectors.joining(", "));
    String without = "";
    if (group.hasDeleted()) {
      deleted.add(deletedRows.table(group.files()));
      without =
          " ANTI JOIN "
              + deleted.get(deleted.size() - 1)
              + " d ON s.file_index = d.file AND s.file_row_number = d.position";
    }
    return "SELECT " + columns + " FROM " + group.read(fields) + without + order;
  }

  void drop(Select select) {
    select.deleted().forEach(deletedRows::drop);
  }

  private static String empty(List<Scan.Field> fields) {
    return fields.stream()
        .map(f -> Sql.cast("NULL", f.type()) + " AS " + Sql.name(f.name()))
        .collect(Collectors.joining(", ", "SELECT ", " WHERE false"));
  }
}
