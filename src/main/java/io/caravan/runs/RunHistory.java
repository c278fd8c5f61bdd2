package io.caravan.runs;

import io.caravan.record.Spelling;
import io.caravan.runs.Database.Transaction;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads the ledger and writes requests into it; a running instance picks them up. */
public final class RunHistory {
  private final Database database;
  private final RunIds ids;
  private final Clock clock;

  RunHistory(Database database, RunIds ids, Clock clock) {
    this.database = database;
    this.ids = ids;
    this.clock = clock;
  }

  /**
   * Which runs to list, newest first.
   *
   * @param route only its runs; null for all
   * @param state only runs that stand there; null for all
   * @param limit at most so many
   */
  public record Query(String route, RunState state, int limit) {}

  public List<Run> runs(Query query) {
    StringBuilder sql = new StringBuilder("SELECT * FROM caravan_run WHERE 1 = 1");
    List<Object> values = new ArrayList<>();
    if (query.route() != null) {
      sql.append(" AND route = ?");
      values.add(query.route());
    }
    if (query.state() != null) {
      sql.append(" AND state = ?");
      values.add(query.state().spelling());
    }
    sql.append(" ORDER BY id DESC LIMIT ").append(query.limit());
    return database.transact(
        "list runs", t -> t.list(RunRows::read, sql.toString(), values.toArray()));
  }

  /**
   * Deletes runs that ended before a time, with what their checks said; how far a route has come
   * stays known.
   *
   * @return how many runs
   */
  public int forget(Instant before) {
    return database.transact(
        "forget runs that ended before " + before,
        t -> {
          t.update(
              "DELETE FROM caravan_check WHERE run IN (SELECT id FROM caravan_run WHERE ended < ?)",
              before);
          return t.update("DELETE FROM caravan_run WHERE ended < ?", before);
        });
  }

  public Optional<Run> find(String id) {
    return database.transact(
        "find run " + id,
        t -> t.first(RunRows::read, "SELECT * FROM caravan_run WHERE id = ?", id));
  }

  /** Routes the ledger has seen, sorted. */
  public List<String> routes() {
    return database.transact("list routes", RunHistory::routes);
  }

  private static List<String> routes(Transaction t) throws SQLException {
    return t.list(row -> row.getString(1), "SELECT route FROM caravan_route ORDER BY route");
  }

  /** The last snapshot of its table that a route has handled. */
  public Optional<Long> processedSnapshot(String route) {
    return database.transact("read the state of " + route, t -> RouteRows.doneSnapshot(t, route));
  }

  /** The last snapshot of its table that a route has begun a run for, however that ended. */
  public Optional<Long> triedSnapshot(String route) {
    return database.transact("read the state of " + route, t -> RouteRows.triedSnapshot(t, route));
  }

  /** Makes a route that runs upon changes run again for the snapshot it has tried already. */
  public void runAgain(String route) {
    database.transact(
        "run again " + route,
        t -> {
          known(t, route);
          return t.update("UPDATE caravan_route SET tried_snapshot = NULL WHERE route = ?", route);
        });
  }

  /**
   * Makes the routes run again whose last run a gate blocked: to be called when checks or models
   * have changed.
   */
  public void runBlockedAgain() {
    database.transact(
        "run what was blocked again",
        t ->
            t.update(
                """
        UPDATE caravan_route SET tried_snapshot = NULL WHERE EXISTS (
          SELECT 1 FROM caravan_run r WHERE r.route = caravan_route.route AND r.state = 'failed' AND r.verdict IS NOT NULL
            AND r.id = (SELECT MAX(l.id) FROM caravan_run l WHERE l.route = caravan_route.route))
        """));
  }

  /** A paused route enters and begins no runs; those that are going end, backfills go on. */
  public void pause(String route, boolean paused) {
    database.transact(
        "pause " + route,
        t -> {
          known(t, route);
          return t.update("UPDATE caravan_route SET paused = ? WHERE route = ?", paused, route);
        });
  }

  /**
   * Asks for the route's intervals that begin at {@code from} or later and before {@code until} to
   * be run again.
   *
   * @throws IllegalArgumentException when the route has never run on a schedule, or the range is
   *     empty
   */
  public Backfill requestBackfill(String route, Instant from, Instant until) {
    if (!from.isBefore(until)) {
      throw new IllegalArgumentException(
          "Cannot backfill %s from %s until %s: 'from' must be earlier than 'until'."
              .formatted(route, from, until));
    }
    String id = ids.next();
    database.transact(
        "request a backfill of " + route,
        t -> {
          known(t, route);
          return t.update(
              "INSERT INTO caravan_backfill (id, route, from_time, until_time, next_time, state, requested) VALUES (?, ?, ?, ?, ?, 'open', ?)",
              id,
              route,
              from,
              until,
              from,
              clock.instant().truncatedTo(ChronoUnit.MICROS));
        });
    return backfill(id).orElseThrow();
  }

  private static void known(Transaction t, String route) throws SQLException {
    List<String> known = routes(t);
    if (!known.contains(route)) {
      throw new IllegalArgumentException(
          "Cannot find route '%s' in the ledger. %s"
              .formatted(
                  route,
                  Spelling.didYouMean(
                      route,
                      known,
                      known.isEmpty()
                          ? "No route has run yet."
                          : "Known: " + String.join(", ", known) + ".")));
    }
  }

  /** Runs of it that are going end; no further ones begin. */
  public void cancelBackfill(String id) {
    database.transact(
        "cancel backfill " + id,
        t -> {
          t.update(
              "UPDATE caravan_backfill SET state = 'cancelled' WHERE id = ? AND state = 'open'",
              id);
          return t.update(
              "UPDATE caravan_run SET state = 'missed', ended = ? WHERE backfill = ? AND state IN ('due', 'retrying', 'waiting')",
              clock.instant().truncatedTo(ChronoUnit.MICROS),
              id);
        });
  }

  public Optional<Backfill> backfill(String id) {
    return database.transact(
        "find backfill " + id,
        t -> {
          Optional<Backfill> found =
              t.first(RouteRows::backfill, "SELECT * FROM caravan_backfill WHERE id = ?", id);
          return found.isEmpty() ? found : Optional.of(counted(t, found.get()));
        });
  }

  /** Newest first. */
  public List<Backfill> backfills(int limit) {
    return database.transact(
        "list backfills",
        t -> {
          List<Backfill> counted = new ArrayList<>();
          for (Backfill backfill :
              t.list(
                  RouteRows::backfill,
                  "SELECT * FROM caravan_backfill ORDER BY id DESC LIMIT " + limit)) {
            counted.add(counted(t, backfill));
          }
          return counted;
        });
  }

  private static Backfill counted(Transaction t, Backfill b) throws SQLException {
    List<RunState> states =
        t.list(
            row -> RunState.of(row.getString(1)),
            "SELECT state FROM caravan_run WHERE backfill = ?",
            b.id());
    return new Backfill(
        b.id(),
        b.route(),
        b.from(),
        b.until(),
        b.next(),
        b.state(),
        b.requested(),
        (int) states.stream().filter(s -> s == RunState.SUCCEEDED).count(),
        (int) states.stream().filter(s -> s == RunState.FAILED).count(),
        (int) states.stream().filter(RunState::open).count());
  }
}
