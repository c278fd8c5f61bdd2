package io.caravan.runs;

import static io.caravan.runs.Database.instant;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.caravan.runs.Database.Transaction;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** Runs as rows of the ledger. */
final class RunRows {
  private static final JsonMapper JSON = new JsonMapper();

  private RunRows() {}

  static Run read(ResultSet row) throws SQLException {
    Instant start = instant(row, "interval_start");
    return new Run(
        row.getString("id"),
        row.getString("route"),
        start == null ? null : new Interval(start, instant(row, "interval_end")),
        row.getObject("trigger_snapshot", Long.class),
        row.getString("backfill"),
        RunState.of(row.getString("state")),
        row.getInt("attempt"),
        row.getInt("failures"),
        row.getLong("claim"),
        row.getString("claimed_by"),
        instant(row, "lease_until"),
        instant(row, "heartbeat"),
        instant(row, "not_before"),
        instant(row, "created"),
        instant(row, "started"),
        instant(row, "ended"),
        counts(row.getString("counts")),
        row.getString("verdict"),
        row.getString("error"),
        row.getBoolean("deadline_missed"),
        tags(row.getString("tags")));
  }

  static List<Run> open(Transaction transaction, String route) throws SQLException {
    return transaction.list(
        RunRows::read,
        "SELECT * FROM caravan_run WHERE route = ? AND state IN ('due', 'running', 'retrying', 'waiting') ORDER BY id",
        route);
  }

  static Run load(Transaction transaction, String id) throws SQLException {
    return transaction
        .first(RunRows::read, "SELECT * FROM caravan_run WHERE id = ?", id)
        .orElseThrow();
  }

  /** Enters a run once for its slot; false when it is there already. */
  static boolean enter(Transaction transaction, String slot, Run run) throws SQLException {
    if (!transaction
        .list(row -> 1, "SELECT 1 FROM caravan_run WHERE route = ? AND slot = ?", run.route(), slot)
        .isEmpty()) {
      return false;
    }
    transaction.update(
        """
        INSERT INTO caravan_run (id, route, slot, interval_start, interval_end, trigger_snapshot, backfill, state, attempt, failures, claim,
          created, ended, counts, deadline_missed, tags)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, 0, 0, 0, ?, ?, ?, FALSE, ?)
        """,
        run.id(),
        run.route(),
        slot,
        run.interval() == null ? null : run.interval().start(),
        run.interval() == null ? null : run.interval().end(),
        run.snapshot(),
        run.backfill(),
        run.state().spelling(),
        run.created(),
        run.ended(),
        json(run.counts()),
        json(run.tags()));
    return true;
  }

  /** A run that nobody has begun. */
  static Run fresh(
      String id,
      String route,
      Interval interval,
      Long snapshot,
      String backfill,
      RunState state,
      Instant now,
      List<String> tags) {
    Instant ended = state.open() ? null : now;
    return new Run(
        id,
        route,
        interval,
        snapshot,
        backfill,
        state,
        0,
        0,
        0,
        null,
        null,
        null,
        null,
        now,
        null,
        ended,
        new TreeMap<>(),
        null,
        null,
        false,
        tags);
  }

  static String json(Object value) {
    try {
      return JSON.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("Cannot write as JSON: " + value, e);
    }
  }

  private static SortedMap<String, Long> counts(String json) throws SQLException {
    return parse(json, new TypeReference<TreeMap<String, Long>>() {});
  }

  private static List<String> tags(String json) throws SQLException {
    return parse(json, new TypeReference<List<String>>() {});
  }

  private static <T> T parse(String json, TypeReference<T> type) throws SQLException {
    try {
      return JSON.readValue(json, type);
    } catch (JsonProcessingException e) {
      throw new SQLException(
          "caravan_run holds '"
              + json
              + "' where JSON belongs: restore the ledger from a backup, or correct the row",
          e);
    }
  }
}
