package io.caravan.model;

import io.caravan.lake.LakeTable;
import io.caravan.lake.Scan;
import io.caravan.lake.Snapshot;
import io.caravan.lake.StagedFile;
import io.caravan.record.Column;
import io.caravan.record.Columns;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Builds a snapshot as dbt means it: a table in which a row that changed is closed, and stands
 * again as it is now. Written is what changed; the other rows stay where they are.
 */
final class History {
  /** The columns that are added to those of the query, by the names they have unless renamed. */
  static final List<String> META =
      List.of("dbt_scd_id", "dbt_updated_at", "dbt_valid_from", "dbt_valid_to", "dbt_is_deleted");

  private static final String CHANGES = "caravan_snapshot_changes";

  private final Build build;
  private final SnapshotChanges changes;

  History(Build build) {
    this.build = build;
    this.changes = new SnapshotChanges(build.node().config(), build.sql(), now(build));
  }

  /** One time for the whole build, so that what is closed ends where its next version begins. */
  private static String now(Build build) {
    Object now =
        build
            .bench()
            .session()
            .query("SELECT CAST(now()::TIMESTAMP AS VARCHAR)")
            .rows()
            .get(0)
            .get(0);
    return "'" + now + "'::TIMESTAMP";
  }

  Candidate run() {
    Optional<LakeTable> table =
        build
            .lake()
            .find(build.dataset())
            .filter(there -> there.snapshot(LakeTable.MAIN).isPresent());
    return table.isEmpty() ? build.of(changes.first()).replaceAll() : next(table.get());
  }

  private Candidate next(LakeTable table) {
    requireSnapshot(table);
    build.bench().bind(build.dataset());
    String target = Relation.quote(build.dataset());
    List<String> there = table.columns().names();
    build
        .bench()
        .session()
        .execute(
            "CREATE OR REPLACE TEMP TABLE "
                + CHANGES
                + " AS "
                + changes.since(target, there, build.bench()));
    if (build.bench().count("SELECT count(*) FROM " + CHANGES) == 0) {
      return new Candidate.Same(build.dataset());
    }
    Columns given = withoutMarks(build.bench().session().describe("SELECT * FROM " + CHANGES));
    table.branch(build.branch());
    Scan before = table.scan(LakeTable.MAIN);
    build.requireBase(before.snapshot());
    boolean grown = given.names().stream().anyMatch(name -> table.columns().find(name).isEmpty());
    return grown ? rewritten(table, given) : changed(table, before, given);
  }

  private Candidate changed(LakeTable table, Scan before, Columns given) {
    String closed = closed();
    Map<String, long[]> replaced =
        build.bench().session().locate(before, located(table), "SELECT * FROM (" + closed + ")");
    String rows =
        "SELECT %s FROM (%s) UNION ALL BY NAME SELECT %s FROM %s WHERE dbt_change_type = 'insert'"
            .formatted(
                cast(table.columns(), table.columns()),
                closed,
                cast(table.columns(), given),
                CHANGES);
    List<StagedFile> files = write(rows, before.fields(), table);
    Snapshot snapshot = build.commit(table).delete(replaced).add(files).commit();
    return new Candidate.Branch(
        table, build.branch(), snapshot.id(), inserted(), before.snapshot(), List.of());
  }

  /** Columns that the query gives for the first time come to the branch with the whole content. */
  private Candidate rewritten(LakeTable table, Columns given) {
    List<Column> all = new ArrayList<>(table.columns().list());
    given.list().stream()
        .filter(column -> table.columns().find(column.name()).isEmpty())
        .forEach(all::add);
    Columns wanted = new Columns(all);
    List<Scan.Field> fields = table.redefine(build.branch(), wanted);
    String old =
        "SELECT * FROM (%s) UNION ALL SELECT t.* FROM %s AS t WHERE NOT EXISTS (SELECT 1 FROM %s AS c WHERE c.%s = t.%s AND c.dbt_change_type <> 'insert')"
            .formatted(
                closed(),
                Relation.quote(build.dataset()),
                CHANGES,
                changes.name("dbt_scd_id"),
                changes.name("dbt_scd_id"));
    String rows =
        "SELECT %s FROM (%s) UNION ALL BY NAME SELECT %s FROM %s WHERE dbt_change_type = 'insert'"
            .formatted(cast(wanted, table.columns()), old, cast(wanted, given), CHANGES);
    Snapshot snapshot = build.commit(table).replaceAll().add(write(rows, fields, table)).commit();
    return new Candidate.Branch(table, build.branch(), snapshot.id(), inserted(), -1, List.of());
  }

  /**
   * The rows of the table that have an id which is closed, the current ones with their end. Ids may
   * stand twice (a row that came back unchanged), and a closed row keeps the end it has.
   */
  private String closed() {
    String id = changes.name("dbt_scd_id");
    String end = changes.name("dbt_valid_to");
    return """
        SELECT t.* REPLACE (CASE WHEN %s THEN c.closed_at ELSE t.%s END AS %s)
        FROM %s AS t
        JOIN (SELECT %s AS closed_id, max(%s) AS closed_at FROM %s WHERE dbt_change_type <> 'insert' GROUP BY 1) AS c
          ON c.closed_id = t.%s"""
        .formatted(
            changes.current("t"), end, end, Relation.quote(build.dataset()), id, end, CHANGES, id);
  }

  /** Files are sorted by the key where it is a column: its ranges say which of them to open. */
  private List<String> located(LakeTable table) {
    List<String> columns = new ArrayList<>();
    build.uniqueKey().stream()
        .filter(key -> table.columns().find(key).isPresent())
        .forEach(columns::add);
    columns.add(changes.name("dbt_scd_id"));
    return columns;
  }

  private List<StagedFile> write(String rows, List<Scan.Field> fields, LakeTable table) {
    return build
        .bench()
        .session()
        .write(
            rows,
            fields,
            table.dataLocation(),
            build.fileName(),
            build.uniqueKey().stream()
                .filter(key -> fields.stream().anyMatch(field -> field.name().equals(key)))
                .toList());
  }

  private long inserted() {
    return build
        .bench()
        .count("SELECT count(*) FROM " + CHANGES + " WHERE dbt_change_type = 'insert'");
  }

  private static String cast(Columns wanted, Columns have) {
    return wanted.list().stream()
        .map(
            column -> {
              String name = Relation.quote(column.name());
              String value = have.find(column.name()).isPresent() ? name : "NULL";
              return "CAST(%s AS %s) AS %s"
                  .formatted(value, RelationColumn.sql(column.type()), name);
            })
        .collect(Collectors.joining(", "));
  }

  private static Columns withoutMarks(Columns given) {
    return new Columns(
        given.list().stream()
            .filter(column -> !column.name().equals("dbt_change_type"))
            .filter(column -> !column.name().startsWith("dbt_unique_key"))
            .toList());
  }

  private void requireSnapshot(LakeTable table) {
    List<String> missing =
        changes.added().stream().filter(name -> table.columns().find(name).isEmpty()).toList();
    if (!missing.isEmpty()) {
      throw new NodeFailure(
          "Cannot add versions to %s: it has no column %s. Rename the table, or set snapshot_meta_column_names and hard_deletes as they were when it was made."
              .formatted(build.dataset(), String.join(", ", missing)));
    }
  }
}
