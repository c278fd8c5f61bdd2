package io.caravan.model;

import io.caravan.lake.Lake;
import io.caravan.lake.LakeTable;
import io.caravan.lake.Scan;
import io.caravan.lake.Snapshot;
import io.caravan.lake.StagedFile;
import io.caravan.lake.TableLayout;
import io.caravan.record.Column;
import io.caravan.record.Columns;
import io.caravan.record.DatasetName;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * One build of one model or seed: what is built, with what, for which run.
 *
 * @param sql the compiled query
 * @param run id of the run, in branch and file names
 */
record Build(Node node, String sql, Workbench bench, String run) {
  Lake lake() {
    return bench.lake();
  }

  DatasetName dataset() {
    return node.relation();
  }

  /** Branches are named after the run, so that two processes never share one by accident. */
  String branch() {
    return "audit-" + run;
  }

  String fileName() {
    return node.name().replaceAll("[^A-Za-z0-9_-]", "_") + "-" + run;
  }

  List<String> uniqueKey() {
    return node.config().texts("unique_key");
  }

  /**
   * Files are sorted by the key that merges look for, so that a merge opens few of them; without
   * one, by what readers ask for.
   */
  TableLayout layout() {
    return new TableLayout("", sortedBy(), false);
  }

  List<String> sortedBy() {
    return uniqueKey().isEmpty() ? node.config().texts("cluster_by") : uniqueKey();
  }

  /** The columns the query gives, with what schema.yml says of them. */
  Columns columns() {
    Map<String, String> docs =
        node.documentation().columns().stream()
            .filter(column -> !column.description().isBlank())
            .collect(Collectors.toMap(ColumnSpec::name, ColumnSpec::description, (a, b) -> a));
    return new Columns(
        bench.session().describe(sql).list().stream()
            .map(
                column ->
                    new Column(
                        column.name(),
                        column.type(),
                        false,
                        docs.getOrDefault(column.name(), column.doc())))
            .toList());
  }

  /** Writes the query's rows as the whole content of the table, on a branch. */
  Candidate replaceAll() {
    Columns columns = columns();
    LakeTable table = lake().find(dataset()).orElseGet(() -> created(columns));
    table.branch(branch());
    long base = table.snapshot(LakeTable.MAIN).map(Snapshot::id).orElse(-1L);
    List<Scan.Field> fields = table.redefine(branch(), columns);
    List<StagedFile> files =
        bench.session().write(sql, fields, table.dataLocation(), fileName(), sortedBy());
    Snapshot snapshot = commit(table, base).replaceAll().add(files).commit();
    return new Candidate.Branch(table, branch(), snapshot.id(), rows(files), -1, List.of());
  }

  private LakeTable created(Columns columns) {
    if (lake().viewSql(dataset()).isPresent()) {
      lake().dropView(dataset());
    }
    return lake().create(dataset(), columns, layout());
  }

  LakeTable.Commit commit(LakeTable table, long base) {
    return table.change(branch()).basedOn(base).note("run", run).note("model", node.id());
  }

  static long rows(List<StagedFile> files) {
    return files.stream().mapToLong(StagedFile::rows).sum();
  }

  /** What is written about the model, kept with the table: grants, owner and description. */
  Map<String, String> properties() {
    Map<String, String> properties = new LinkedHashMap<>();
    if (!node.documentation().description().isBlank()) {
      properties.put("comment", node.documentation().description());
    }
    if (node.config().has("grants")) {
      properties.put("grants", Json.write(node.config().map("grants")));
    }
    if (node.config().has("meta")) {
      properties.put("meta", Json.write(node.config().map("meta")));
    }
    return properties;
  }
}
