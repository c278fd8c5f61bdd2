package io.caravan.runs;

import static io.caravan.runs.Database.instant;

import io.caravan.record.WorldException;
import io.caravan.runs.Database.Transaction;
import io.caravan.runs.Planner.RouteState;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Routes as rows of the ledger: the row's lock is what makes instances decide one after the other.
 */
final class RouteRows {
  private RouteRows() {}

  static Optional<RouteState> find(Transaction transaction, String route) throws SQLException {
    return load(transaction, route, "");
  }

  static RouteState lock(Transaction transaction, String route) throws SQLException {
    return load(transaction, route, " FOR UPDATE").orElseThrow();
  }

  private static Optional<RouteState> load(Transaction transaction, String route, String locking)
      throws SQLException {
    Optional<RouteState> bare =
        transaction.first(
            row ->
                new RouteState(
                    instant(row, "since"),
                    instant(row, "watermark"),
                    row.getBoolean("paused"),
                    List.of(),
                    List.of()),
            "SELECT * FROM caravan_route WHERE route = ?" + locking,
            route);
    if (bare.isEmpty()) {
      return bare;
    }
    // Read after the lock is held: what was decided before is seen.
    List<Run> open = RunRows.open(transaction, route);
    List<Backfill> backfills =
        transaction.list(
            RouteRows::backfill,
            "SELECT * FROM caravan_backfill WHERE route = ? AND state = 'open' ORDER BY id",
            route);
    return bare.map(b -> new RouteState(b.since(), b.watermark(), b.paused(), open, backfills));
  }

  /** Enters the run for a newer snapshot, in place of those that have not begun or wait. */
  static void enterChange(Transaction t, RouteState state, Run newer) throws SQLException {
    for (Run run : state.open()) {
      if (run.state() == RunState.DUE || run.state() == RunState.WAITING) {
        end(t, run, RunState.MISSED, newer.created());
      } else if (run.state() == RunState.RETRYING) {
        end(t, run, RunState.FAILED, newer.created());
      }
    }
    RunRows.enter(t, "snapshot:" + newer.snapshot() + ":" + newer.id(), newer);
    t.update(
        "UPDATE caravan_route SET tried_snapshot = ? WHERE route = ?",
        newer.snapshot(),
        newer.route());
  }

  private static void end(Transaction t, Run run, RunState state, Instant now) throws SQLException {
    t.update(
        "UPDATE caravan_run SET state = ?, ended = ? WHERE id = ?",
        state.spelling(),
        now,
        run.id());
  }

  static Backfill backfill(ResultSet row) throws SQLException {
    return new Backfill(
        row.getString("id"),
        row.getString("route"),
        instant(row, "from_time"),
        instant(row, "until_time"),
        instant(row, "next_time"),
        Backfill.State.valueOf(row.getString("state").toUpperCase(java.util.Locale.ROOT)),
        instant(row, "requested"),
        0,
        0,
        0);
  }

  /** Makes the route's row, unless it is there. */
  static void ensure(Database database, String route, Instant now) {
    try {
      database.once(
          t ->
              t.update(
                  "INSERT INTO caravan_route (route, paused, since) SELECT ?, FALSE, ? WHERE NOT EXISTS (SELECT 1 FROM caravan_route WHERE route = ?)",
                  route,
                  now,
                  route));
    } catch (SQLException e) {
      if (!Database.DUPLICATE.equals(e.getSQLState())) { // another instance was first: there it is
        throw new WorldException(
            "Cannot enter route %s in the ledger: its database says '%s'."
                .formatted(route, e.getMessage()),
            e);
      }
    }
  }

  static Optional<Long> triedSnapshot(Transaction transaction, String route) throws SQLException {
    return snapshot(transaction, "SELECT tried_snapshot FROM caravan_route WHERE route = ?", route);
  }

  static Optional<Long> doneSnapshot(Transaction transaction, String route) throws SQLException {
    return snapshot(transaction, "SELECT done_snapshot FROM caravan_route WHERE route = ?", route);
  }

  private static Optional<Long> snapshot(Transaction transaction, String sql, String route)
      throws SQLException {
    return transaction
        .list(row -> Optional.ofNullable(row.getObject(1, Long.class)), sql, route)
        .stream()
        .flatMap(Optional::stream)
        .findFirst();
  }

  static void moveWatermark(Transaction transaction, String route, Instant until)
      throws SQLException {
    transaction.update("UPDATE caravan_route SET watermark = ? WHERE route = ?", until, route);
  }
}
