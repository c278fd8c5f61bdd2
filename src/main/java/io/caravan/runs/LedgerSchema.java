package io.caravan.runs;

import io.caravan.record.Place;
import io.caravan.record.ProjectException;
import io.caravan.record.WorldException;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The ledger's tables, brought up to the version that this code knows. */
final class LedgerSchema {
  /**
   * One list of statements a version; what has been released is never edited, only followed by
   * another. Each can be repeated, because H2 commits after each.
   */
  private static final List<List<String>> VERSIONS =
      List.of(
          List.of(
              """
              CREATE TABLE IF NOT EXISTS caravan_route (
                route VARCHAR(300) PRIMARY KEY,
                paused BOOLEAN NOT NULL,
                since TIMESTAMP(6) WITH TIME ZONE NOT NULL,
                watermark TIMESTAMP(6) WITH TIME ZONE,
                tried_snapshot BIGINT,
                done_snapshot BIGINT)
              """,
              """
              CREATE TABLE IF NOT EXISTS caravan_backfill (
                id VARCHAR(60) PRIMARY KEY,
                route VARCHAR(300) NOT NULL,
                from_time TIMESTAMP(6) WITH TIME ZONE NOT NULL,
                until_time TIMESTAMP(6) WITH TIME ZONE NOT NULL,
                next_time TIMESTAMP(6) WITH TIME ZONE NOT NULL,
                state VARCHAR(16) NOT NULL,
                requested TIMESTAMP(6) WITH TIME ZONE NOT NULL)
              """,
              """
              CREATE TABLE IF NOT EXISTS caravan_run (
                id VARCHAR(60) PRIMARY KEY,
                route VARCHAR(300) NOT NULL,
                slot VARCHAR(200) NOT NULL,
                interval_start TIMESTAMP(6) WITH TIME ZONE,
                interval_end TIMESTAMP(6) WITH TIME ZONE,
                trigger_snapshot BIGINT,
                backfill VARCHAR(60),
                state VARCHAR(16) NOT NULL,
                attempt INT NOT NULL,
                failures INT NOT NULL,
                claim BIGINT NOT NULL,
                claimed_by VARCHAR(300),
                lease_until TIMESTAMP(6) WITH TIME ZONE,
                heartbeat TIMESTAMP(6) WITH TIME ZONE,
                not_before TIMESTAMP(6) WITH TIME ZONE,
                created TIMESTAMP(6) WITH TIME ZONE NOT NULL,
                started TIMESTAMP(6) WITH TIME ZONE,
                ended TIMESTAMP(6) WITH TIME ZONE,
                counts TEXT NOT NULL,
                verdict TEXT,
                error TEXT,
                deadline_missed BOOLEAN NOT NULL,
                tags TEXT NOT NULL,
                CONSTRAINT caravan_run_once UNIQUE (route, slot))
              """,
              "CREATE INDEX IF NOT EXISTS caravan_run_state ON caravan_run (route, state)",
              "CREATE INDEX IF NOT EXISTS caravan_run_newest ON caravan_run (route, id)",
              "CREATE INDEX IF NOT EXISTS caravan_run_backfill ON caravan_run (backfill)",
              """
              CREATE TABLE IF NOT EXISTS caravan_check (
                run VARCHAR(60) NOT NULL,
                dataset VARCHAR(300) NOT NULL,
                name VARCHAR(1000) NOT NULL,
                verdict VARCHAR(16) NOT NULL,
                failing BIGINT NOT NULL,
                total BIGINT NOT NULL,
                detail TEXT NOT NULL,
                checked TIMESTAMP(6) WITH TIME ZONE NOT NULL)
              """,
              "CREATE INDEX IF NOT EXISTS caravan_check_dataset ON caravan_check (dataset, checked)"));

  // Somebody else made the same table, index, type or row at the same time.
  private static final Set<String> COLLISION =
      Set.of(
          "23505", "42P07", "42710", "42S01", "42S11", "XX000", "40001", "40P01", "HYT00", "55P03");

  private LedgerSchema() {}

  static void migrate(Database database) {
    // Two instances that start at once collide on the first statement; the loser then finds the
    // tables there.
    for (int attempt = 1; ; attempt++) {
      try {
        database.once(LedgerSchema::migrate);
        return;
      } catch (SQLException e) {
        if (attempt == 10 || !COLLISION.contains(String.valueOf(e.getSQLState()))) {
          throw new WorldException(
              "Cannot open the ledger: its database says '%s'. Check caravan.ledger.uri, caravan.ledger.user and caravan.ledger.password."
                  .formatted(e.getMessage()),
              e);
        }
      }
    }
  }

  private static Void migrate(Database.Transaction transaction) throws SQLException {
    transaction.update("CREATE TABLE IF NOT EXISTS caravan_schema (version INT PRIMARY KEY)");
    Optional<Integer> found =
        transaction.first(row -> row.getInt(1), "SELECT version FROM caravan_schema FOR UPDATE");
    int version = found.orElse(0);
    if (version > VERSIONS.size()) {
      throw new ProjectException(
          Place.file("application.properties"),
          "Cannot open the ledger: its tables have version %d, this program knows version %d."
              .formatted(version, VERSIONS.size()),
          "Run the newer program that made them, or name another database in caravan.ledger.uri.");
    }
    if (found.isEmpty()) {
      transaction.update("INSERT INTO caravan_schema (version) VALUES (0)");
    }
    for (List<String> statements : VERSIONS.subList(version, VERSIONS.size())) {
      for (String statement : statements) {
        transaction.update(statement);
      }
    }
    transaction.update("UPDATE caravan_schema SET version = ?", VERSIONS.size());
    return null;
  }
}
