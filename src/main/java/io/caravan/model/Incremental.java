package io.caravan.model;

import io.caravan.lake.LakeTable;
import io.caravan.lake.Scan;
import io.caravan.lake.Snapshot;
import io.caravan.lake.StagedFile;
import io.caravan.record.Column;
import io.caravan.record.Columns;
import io.caravan.record.Spelling;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Brings the rows of an incremental model's query into the table that is there: cost goes by the
 * change, not by the table.
 */
record Incremental(Build build, LakeTable table) {
  static final Set<String> STRATEGIES = Set.of("append", "merge", "delete+insert", "microbatch");
  static final String NEW_ROWS = "caravan_new_rows";

  static String strategy(Config config) {
    return config.text("incremental_strategy", config.has("unique_key") ? "merge" : "append");
  }

  Candidate run() {
    Workbench bench = build.bench();
    bench.session().execute("CREATE OR REPLACE TEMP TABLE " + NEW_ROWS + " AS " + build.sql());
    long rows = bench.count("SELECT count(*) FROM " + NEW_ROWS);
    Columns given = bench.session().describe("SELECT * FROM " + NEW_ROWS);
    boolean reshaped = changesColumns(given);
    if (rows == 0 && !reshaped && build.window().isEmpty()) {
      return new Candidate.Same(build.dataset());
    }
    table.branch(build.branch());
    Scan before = table.scan(LakeTable.MAIN);
    build.requireBase(before.snapshot());
    if (reshaped) {
      return rebuilt(given, before);
    }
    return changed(given, before);
  }

  private Candidate changed(Columns given, Scan before) {
    List<String> key =
        strategy(build.node().config()).equals("append") ? List.of() : build.uniqueKey();
    Map<String, long[]> replaced = Map.of();
    if (!key.isEmpty()) {
      requireKey(key, given);
      replaced = new Replaced(build).in(before, key);
    }
    if (build.window().isPresent()) {
      replaced = inWindow(before);
      if (replaced.isEmpty() && build.bench().count("SELECT count(*) FROM " + NEW_ROWS) == 0) {
        table.dropBranch(build.branch());
        return new Candidate.Same(build.dataset());
      }
    }
    List<StagedFile> files =
        build
            .bench()
            .session()
            .write(
                newRows(before, key, given),
                before.fields(),
                table.dataLocation(),
                build.fileName(),
                build.sortedBy());
    Snapshot snapshot = build.commit(table).delete(replaced).add(files).commit();
    List<String> added = files.stream().map(StagedFile::location).toList();
    return new Candidate.Branch(
        table, build.branch(), snapshot.id(), Build.rows(files), before.snapshot(), added);
  }

  /** Where the rows of the batches are that are built again. */
  private Map<String, long[]> inWindow(Scan before) {
    String eventTime = new Batches(build.node().config()).eventTime();
    String times =
        "SELECT DISTINCT %s FROM %s WHERE %s"
            .formatted(
                Relation.quote(eventTime),
                Relation.quote(build.dataset()),
                build.window().get().holds(eventTime));
    build.bench().bind(build.dataset());
    return build.bench().session().locate(before, List.of(eventTime), times);
  }

  /**
   * A change of columns becomes visible with the rows that brought it, so the whole content goes to
   * the branch.
   */
  private Candidate rebuilt(Columns given, Scan before) {
    List<String> key =
        strategy(build.node().config()).equals("append") ? List.of() : build.uniqueKey();
    requireKey(key, given);
    Columns wanted = mode().equals("sync_all_columns") ? given : withAdded(given);
    List<Scan.Field> fields = table.redefine(build.branch(), wanted);
    String old =
        "SELECT "
            + columns(wanted, table.columns())
            + " FROM "
            + Relation.quote(build.dataset())
            + " AS o"
            + without(key);
    String all = old + " UNION ALL SELECT " + columns(wanted, given) + " FROM " + NEW_ROWS;
    List<StagedFile> files =
        build
            .bench()
            .session()
            .write(all, fields, table.dataLocation(), build.fileName(), build.sortedBy());
    Snapshot snapshot = build.commit(table).replaceAll().add(files).commit();
    return new Candidate.Branch(
        table,
        build.branch(),
        snapshot.id(),
        build.bench().count("SELECT count(*) FROM " + NEW_ROWS),
        -1,
        List.of());
  }

  private String without(List<String> key) {
    if (build.window().isPresent()) {
      String eventTime = new Batches(build.node().config()).eventTime();
      return " WHERE (" + build.window().get().holds(eventTime) + ") IS NOT TRUE";
    }
    return key.isEmpty()
        ? ""
        : " WHERE NOT EXISTS (SELECT 1 FROM "
            + NEW_ROWS
            + " AS n WHERE "
            + join(key)
            + new Replaced(build).alsoTrue()
            + ")";
  }

  private static String columns(Columns wanted, Columns have) {
    return wanted.list().stream()
        .map(
            column -> {
              String value =
                  have.find(column.name()).isPresent() ? Relation.quote(column.name()) : "NULL";
              return "CAST("
                  + value
                  + " AS "
                  + RelationColumn.sql(column.type())
                  + ") AS "
                  + Relation.quote(column.name());
            })
        .collect(Collectors.joining(", "));
  }

  private Columns withAdded(Columns given) {
    List<Column> all = new ArrayList<>(table.columns().list());
    given.list().stream()
        .filter(column -> table.columns().find(column.name()).isEmpty())
        .forEach(all::add);
    return new Columns(all);
  }

  private String mode() {
    return build.node().config().text("on_schema_change", "ignore");
  }

  /**
   * Whether the table must get other columns; refuses what {@code on_schema_change} does not allow.
   */
  private boolean changesColumns(Columns given) {
    List<String> added =
        given.names().stream().filter(name -> table.columns().find(name).isEmpty()).toList();
    List<String> gone =
        table.columns().names().stream().filter(name -> given.find(name).isEmpty()).toList();
    List<String> retyped =
        table.columns().list().stream()
            .filter(
                column ->
                    given
                        .find(column.name())
                        .filter(now -> !now.type().equals(column.type()))
                        .isPresent())
            .map(Column::name)
            .toList();
    switch (mode()) {
      case "append_new_columns" -> {
        return !added.isEmpty();
      }
      case "sync_all_columns" -> {
        return !added.isEmpty() || !gone.isEmpty() || !retyped.isEmpty();
      }
      case "fail" -> {
        if (!added.isEmpty() || !gone.isEmpty() || !retyped.isEmpty()) {
          throw refused(
              "its columns changed (added %s, gone %s, other type %s)"
                  .formatted(added, gone, retyped));
        }
      }
      default -> {
        if (!gone.isEmpty()) {
          throw refused("columns " + gone + " are not given any more");
        }
      }
    }
    return false;
  }

  private NodeFailure refused(String why) {
    return new NodeFailure(
        "Cannot add to %s: %s. Run it once with --full-refresh, or set on_schema_change to sync_all_columns."
            .formatted(build.dataset(), why));
  }

  /**
   * A merge whose new rows hold a key twice has no one right answer, so it is refused, as a
   * database's MERGE refuses it.
   */
  private void requireKey(List<String> key, Columns given) {
    for (String column : key) {
      if (given.find(column).isEmpty()) {
        throw new NodeFailure(
            "Cannot merge into %s: unique_key '%s' is not a column it gives. %s"
                .formatted(
                    build.dataset(),
                    column,
                    Spelling.didYouMean(
                        column,
                        given.names(),
                        "It gives " + String.join(", ", given.names()) + ".")));
      }
    }
    if (key.isEmpty() || !strategy(build.node().config()).equals("merge")) {
      return;
    }
    String filled =
        key.stream()
            .map(column -> Relation.quote(column) + " IS NOT NULL")
            .collect(Collectors.joining(" AND "));
    String twice =
        "SELECT %s, count(*) AS n FROM %s WHERE %s GROUP BY %s HAVING count(*) > 1"
            .formatted(quoted(key), NEW_ROWS, filled, quoted(key));
    var first = build.bench().session().query(twice + " ORDER BY ALL LIMIT 1").rows();
    if (!first.isEmpty()) {
      long keys = build.bench().count("SELECT count(*) FROM (" + twice + ")");
      throw new NodeFailure(
          "Cannot merge into %s: %d keys stand twice in the new rows, for example %s = %s. Deduplicate the model's query by %s."
              .formatted(
                  build.dataset(),
                  keys,
                  key,
                  first.get(0).subList(0, key.size()),
                  String.join(", ", key)));
    }
  }

  /**
   * The new rows with the columns of the table; columns that a merge must leave alone keep the
   * value they have.
   */
  private String newRows(Scan before, List<String> key, Columns given) {
    Set<String> kept = leftAlone(before, key);
    Map<String, String> values = new LinkedHashMap<>();
    for (Scan.Field field : before.fields()) {
      String name = Relation.quote(field.name());
      String value =
          kept.contains(field.name())
              ? "CASE WHEN o."
                  + Relation.quote(key.get(0))
                  + " IS NULL THEN n."
                  + name
                  + " ELSE o."
                  + name
                  + " END"
              : "n." + name;
      values.put(
          name,
          "CAST("
              + (given.find(field.name()).isPresent() ? value : "NULL")
              + " AS "
              + RelationColumn.sql(field.type())
              + ")");
    }
    String select =
        values.entrySet().stream()
            .map(e -> e.getValue() + " AS " + e.getKey())
            .collect(Collectors.joining(", "));
    String from = " FROM " + NEW_ROWS + " AS n";
    if (!kept.isEmpty()) {
      from +=
          " LEFT JOIN "
              + Relation.quote(build.dataset())
              + " AS o ON "
              + join(key)
              + new Replaced(build).alsoTrue();
    }
    return "SELECT " + select + from;
  }

  private Set<String> leftAlone(Scan before, List<String> key) {
    Config config = build.node().config();
    if (key.isEmpty() || !strategy(config).equals("merge")) {
      return Set.of();
    }
    List<String> only = config.texts("merge_update_columns");
    List<String> except = config.texts("merge_exclude_columns");
    return before.fields().stream()
        .map(Scan.Field::name)
        .filter(name -> !key.contains(name))
        .filter(name -> (!only.isEmpty() && !only.contains(name)) || except.contains(name))
        .collect(Collectors.toSet());
  }

  static String join(List<String> key) {
    return key.stream()
        .map(column -> "n." + Relation.quote(column) + " = o." + Relation.quote(column))
        .collect(Collectors.joining(" AND "));
  }

  static String quoted(List<String> names) {
    return names.stream().map(Relation::quote).collect(Collectors.joining(", "));
  }
}
