package io.caravan.runs;

import io.caravan.runs.Database.Transaction;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.temporal.ChronoUnit;
import java.util.List;

/** What checks have said over time. */
public final class CheckHistory {
  private final Database database;

  CheckHistory(Database database) {
    this.database = database;
  }

  static void add(Transaction t, List<CheckResult> results) throws SQLException {
    for (CheckResult r : results) {
      t.update(
          "INSERT INTO caravan_check (run, dataset, name, verdict, failing, total, detail, checked) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
          r.run(),
          r.dataset(),
          r.name(),
          r.verdict(),
          r.failing(),
          r.total(),
          r.detail(),
          r.checked().truncatedTo(ChronoUnit.MICROS));
    }
  }

  /** Newest first. */
  public List<CheckResult> of(String dataset, int limit) {
    return database.transact(
        "list check results of " + dataset,
        t ->
            t.list(
                CheckHistory::read,
                "SELECT * FROM caravan_check WHERE dataset = ? ORDER BY checked DESC, name LIMIT "
                    + limit,
                dataset));
  }

  private static CheckResult read(ResultSet row) throws SQLException {
    return new CheckResult(
        row.getString("run"),
        row.getString("dataset"),
        row.getString("name"),
        row.getString("verdict"),
        row.getLong("failing"),
        row.getLong("total"),
        row.getString("detail"),
        Database.instant(row, "checked"));
  }
}
