package io.caravan.model;

import io.caravan.lake.LakeTable;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Optional;

/**
 * The rows of the batches of a microbatch model, one after the other, in a table of the session.
 */
record BatchRows(Node node, Workbench bench, RunFacts facts) {
  private static final String TABLE = "caravan_batches";

  /** What was loaded: a query for it, and the time it covers. */
  record Loaded(String sql, Batches.Window window) {}

  Loaded load(Compiler compiler) {
    Batches batches = new Batches(node.config());
    Optional<LocalDateTime> newest = newest(batches.eventTime());
    List<Batches.Window> windows = batches.of(facts.started(), facts.batches(), newest);
    boolean filled = false;
    for (Batches.Window window : windows) {
      String sql = compiler.compile(node, bench, facts.during(window));
      bench.bindRead(sql);
      String inside = window.holds(batches.eventTime());
      if (filled) {
        bench.session().execute("DELETE FROM " + TABLE + " WHERE " + inside);
        bench
            .session()
            .execute(
                "INSERT INTO %s BY NAME SELECT * FROM (\n%s\n) AS batch WHERE %s"
                    .formatted(TABLE, sql, inside));
      } else {
        // As dbt does: the batch that makes the table keeps all rows that its query gives.
        String kept = newest.isEmpty() ? "true" : inside;
        bench
            .session()
            .execute(
                "CREATE OR REPLACE TEMP TABLE %s AS SELECT * FROM (\n%s\n) AS batch WHERE %s"
                    .formatted(TABLE, sql, kept));
        filled = true;
      }
    }
    return new Loaded(
        "SELECT * FROM " + TABLE, windows.get(0).until(windows.get(windows.size() - 1)));
  }

  /** The newest time in the table; empty when it is built from nothing. */
  private Optional<LocalDateTime> newest(String eventTime) {
    boolean full =
        node.config().has("full_refresh")
            ? node.config().flag("full_refresh", false)
            : facts.fullRefresh();
    boolean there =
        bench
            .lake()
            .find(node.relation())
            .flatMap(table -> table.snapshot(LakeTable.MAIN))
            .isPresent();
    if (full || !there || !bench.bind(node.relation())) {
      return Optional.empty();
    }
    Object newest =
        bench
            .session()
            .query(
                "SELECT CAST(CAST(max(%s) AS TIMESTAMP) AS VARCHAR) FROM %s"
                    .formatted(eventTime, Relation.quote(node.relation())))
            .rows()
            .get(0)
            .get(0);
    // An empty table has no newest time: its batches begin where those of a new one do.
    return newest == null ? Batches.begin(node.config()) : Batches.time(String.valueOf(newest));
  }
}
