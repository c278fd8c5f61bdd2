package io.caravan.model;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The SQL of a snapshot: its first version, and what has changed since the last one. Every
 * comparison, and every null in it, is as dbt has it.
 *
 * @param sql the snapshot's query
 * @param now the time of this build, as SQL
 */
record SnapshotChanges(Config config, String sql, String now) {
  private static final String OLD = "snapshotted";
  private static final String NEW = "given";

  /** The name a column of ours has in this snapshot. */
  String name(String column) {
    Object renamed = config.map("snapshot_meta_column_names").get(column);
    return renamed == null ? column : String.valueOf(renamed);
  }

  /** The columns that are added to those of the query. */
  List<String> added() {
    return History.META.stream()
        .filter(column -> newRecords() || !column.equals("dbt_is_deleted"))
        .map(this::name)
        .toList();
  }

  private String deletes() {
    return config.flag("invalidate_hard_deletes", false)
        ? "invalidate"
        : config.text("hard_deletes", "ignore");
  }

  private boolean newRecords() {
    return deletes().equals("new_record");
  }

  private String updatedAt() {
    return config.text("updated_at", now);
  }

  private List<String> keys() {
    return config.texts("unique_key");
  }

  private static String hash(List<String> parts) {
    return parts.stream()
        .map(part -> "coalesce(CAST(" + part + " AS VARCHAR), '')")
        .collect(Collectors.joining(" || '|' || ", "md5(", ")"));
  }

  private String id() {
    List<String> parts = new ArrayList<>(keys());
    parts.add(updatedAt());
    return hash(parts);
  }

  /** Open ends have the type of the times, or the value that the project set for them. */
  private String open() {
    return "coalesce(nullif(%s, %s), %s) AS %s"
        .formatted(
            updatedAt(),
            updatedAt(),
            config.text("dbt_valid_to_current", "NULL"),
            name("dbt_valid_to"));
  }

  /** What is true of the rows that are not closed. */
  String current(String table) {
    String end = table + "." + name("dbt_valid_to");
    return config.has("dbt_valid_to_current")
        ? "(%s = %s OR %s IS NULL)".formatted(end, config.text("dbt_valid_to_current", ""), end)
        : end + " IS NULL";
  }

  /** The table as it begins: every row of the query, open. */
  String first() {
    return "SELECT *, %s AS %s, %s AS %s, %s AS %s, %s%s FROM (\n%s\n) AS given"
        .formatted(
            id(),
            name("dbt_scd_id"),
            updatedAt(),
            name("dbt_updated_at"),
            updatedAt(),
            name("dbt_valid_from"),
            open(),
            newRecords() ? ", 'False' AS " + name("dbt_is_deleted") : "",
            sql);
  }

  /**
   * Rows to insert and rows to close, marked by {@code dbt_change_type}.
   *
   * @param target the snapshot's table as SQL
   * @param there its columns
   */
  String since(String target, List<String> there, Workbench bench) {
    List<String> parts = new ArrayList<>(List.of(insertions(there, bench), updates(there, bench)));
    if (!deletes().equals("ignore")) {
      parts.add(deletions());
    }
    if (newRecords()) {
      parts.add(deletionRecords(there, bench));
    }
    return """
        WITH query_rows AS (
        %s
        ),
        snapshotted AS (SELECT *, %s FROM %s AS t WHERE %s),
        given AS (SELECT *, %s, %s AS %s, %s AS %s, %s, %s AS %s FROM query_rows)
        %s"""
        .formatted(
            sql,
            keyFields(),
            target,
            current("t"),
            keyFields(),
            updatedAt(),
            name("dbt_updated_at"),
            updatedAt(),
            name("dbt_valid_from"),
            open(),
            id(),
            name("dbt_scd_id"),
            String.join("\nUNION ALL BY NAME\n", parts));
  }

  private String keyFields() {
    return IntStream.range(0, keys().size())
        .mapToObj(i -> keys().get(i) + " AS dbt_unique_key_" + (i + 1))
        .collect(Collectors.joining(", "));
  }

  private String sameKey() {
    return IntStream.rangeClosed(1, keys().size())
        .mapToObj(i -> "%s.dbt_unique_key_%d = %s.dbt_unique_key_%d".formatted(OLD, i, NEW, i))
        .collect(Collectors.joining(" AND "));
  }

  // dbt looks at the first column of a key alone: rows whose key is null are new each time.
  private static String noKey(String table) {
    return table + ".dbt_unique_key_1 IS NULL";
  }

  private String changed(List<String> there, Workbench bench) {
    String changed =
        config.text("strategy", "").equals("check")
            ? differs(there, bench)
            : "%s.%s < %s.%s".formatted(OLD, name("dbt_valid_from"), NEW, updatedAt());
    return newRecords()
        ? "(%s OR %s.%s = 'True')".formatted(changed, OLD, name("dbt_is_deleted"))
        : "(" + changed + ")";
  }

  private String differs(List<String> there, Workbench bench) {
    String checked =
        config.find("check_cols").orElse("all") instanceof List<?>
            ? String.join(", ", config.texts("check_cols"))
            : "*";
    List<String> columns =
        bench.session().describe("SELECT " + checked + " FROM (\n" + sql + "\n) AS q").names();
    return there.containsAll(columns)
        ? columns.stream()
            .map(Relation::quote)
            .map(c -> "%s.%s IS DISTINCT FROM %s.%s".formatted(OLD, c, NEW, c))
            .collect(Collectors.joining(" OR "))
        : "true";
  }

  private String insertions(List<String> there, Workbench bench) {
    return "SELECT 'insert' AS dbt_change_type, given.*%s FROM given LEFT JOIN snapshotted ON %s WHERE %s OR %s"
        .formatted(
            newRecords() ? ", 'False' AS " + name("dbt_is_deleted") : "",
            sameKey(),
            noKey(OLD),
            changed(there, bench));
  }

  private String updates(List<String> there, Workbench bench) {
    return "SELECT 'update' AS dbt_change_type, given.%s AS %s, snapshotted.%s AS %s FROM given JOIN snapshotted ON %s WHERE %s"
        .formatted(
            name("dbt_updated_at"),
            name("dbt_valid_to"),
            name("dbt_scd_id"),
            name("dbt_scd_id"),
            sameKey(),
            changed(there, bench));
  }

  private String deletions() {
    return "SELECT 'delete' AS dbt_change_type, %s AS %s, snapshotted.%s AS %s%s"
        .formatted(now, name("dbt_valid_to"), name("dbt_scd_id"), name("dbt_scd_id"), gone());
  }

  /** The last version of a row that is gone, once more, to say that it is. */
  private String deletionRecords(List<String> there, Workbench bench) {
    String columns =
        bench.session().describe(sql).names().stream()
            .filter(there::contains)
            .map(column -> OLD + "." + Relation.quote(column) + ", ")
            .collect(Collectors.joining());
    return "SELECT 'insert' AS dbt_change_type, %s%s AS %s, %s AS %s, snapshotted.%s AS %s, %s AS %s, 'True' AS %s%s"
        .formatted(
            columns,
            now,
            name("dbt_valid_from"),
            now,
            name("dbt_updated_at"),
            name("dbt_valid_to"),
            name("dbt_valid_to"),
            hash(List.of(OLD + "." + name("dbt_scd_id"), now)),
            name("dbt_scd_id"),
            name("dbt_is_deleted"),
            gone());
  }

  private String gone() {
    return " FROM snapshotted LEFT JOIN given ON %s WHERE %s%s"
        .formatted(
            sameKey(),
            noKey(NEW),
            newRecords() ? " AND " + OLD + "." + name("dbt_is_deleted") + " <> 'True'" : "");
  }
}
