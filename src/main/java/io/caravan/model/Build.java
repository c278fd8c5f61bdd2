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
import io.caravan.record.FencedException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * One build of one model or seed: what is built, with what, for which run.
 *
 * @param sql the compiled query
 * @param run id of the run, in branch and file names
 * @param attempt 1 for the first; files that another attempt wrote are never written again, because
 *     copies of them may lie in caches
 * @param window the time whose rows are replaced, for a model of batches
 * @param base snapshot of the table's main when the build began; {@link #NOTHING} when there was
 *     none
 */
record Build(
    Node node,
    String sql,
    Workbench bench,
    String run,
    int attempt,
    long base,
    Optional<Batches.Window> window) {
  static final long NOTHING = -1;

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
    return node.name().replaceAll("[^A-Za-z0-9_-]", "_")
        + "-"
        + run
        + (attempt == 1 ? "" : "-" + attempt);
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
    if (Batches.isUsed(node.config())) {
      return List.of(new Batches(node.config()).eventTime());
    }
    List<String> by = uniqueKey().isEmpty() ? node.config().texts("cluster_by") : uniqueKey();
    if (by.isEmpty()) {
      return by;
    }
    // Files cannot be sorted by an expression; a key that is not there is told when rows are
    // merged.
    Columns columns = bench.session().describe(sql);
    return by.stream().allMatch(each -> columns.find(each).isPresent()) ? by : List.of();
  }

  /** The same build with another query. */
  Build of(String query) {
    return new Build(node, query, bench, run, attempt, base, window);
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
    requireBase(table.snapshot(LakeTable.MAIN).map(Snapshot::id).orElse(NOTHING));
    List<Scan.Field> fields = table.redefine(branch(), columns);
    List<StagedFile> files =
        bench.session().write(sql, fields, table.dataLocation(), fileName(), sortedBy());
    Snapshot snapshot = commit(table).replaceAll().add(files).commit();
    return new Candidate.Branch(table, branch(), snapshot.id(), rows(files), -1, List.of());
  }

  private LakeTable created(Columns columns) {
    if (lake().viewSql(dataset()).isPresent()) {
      lake().dropView(dataset());
    }
    return lake().create(dataset(), columns, layout());
  }

  /**
   * @throws FencedException when main is not where it was when the build began: its query has read
   *     an older version
   */
  void requireBase(long now) {
    if (now != base) {
      throw new FencedException(
          "Cannot build %s: main has moved from snapshot %d to %d since. Nothing was written; build it again."
              .formatted(dataset(), base, now));
    }
  }

  LakeTable.Commit commit(LakeTable table) {
    return table.change(branch()).basedOn(base).note("run", run).note("model", node.id());
  }

  static long rows(List<StagedFile> files) {
    return files.stream().mapToLong(StagedFile::rows).sum();
  }

  /** What is written about the model, kept with the table: grants, owner and description. */
  static Map<String, String> properties(Node node) {
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
