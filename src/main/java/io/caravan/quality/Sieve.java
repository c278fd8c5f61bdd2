package io.caravan.quality;

import io.caravan.engine.SqlSession;
import io.caravan.record.DatasetName;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Parts a dataset into the rows that break expectations which quarantine, and the rest. Rows that
 * are equal in everything share their fate, so a row is known by its values.
 */
public final class Sieve {
  /** The column of {@link #wrong} that says what a row breaks. */
  public static final String REASON = "caravan reason";

  private Sieve() {}

  /**
   * Query for the wrong rows, each as often as the dataset has it, whole and with what it breaks;
   * empty when there is none.
   *
   * @param suite only its expectations that quarantine count
   * @param dataset bound in the session
   */
  public static Optional<String> wrong(Suite suite, DatasetName dataset, SqlSession session) {
    SuiteRun run =
        new SuiteRun(suite.quarantine(), dataset, session, ResultFormat.BOOLEAN_ONLY, false);
    List<String> each =
        run.run().stream()
            .filter(verdict -> !verdict.passed() && verdict.failingRows().isPresent())
            .map(
                verdict ->
                    "SELECT *, %s AS %s FROM (%s)"
                        .formatted(
                            Sql.text(verdict.expectation().toString()),
                            Sql.name(REASON),
                            verdict.failingRows().get()))
            .toList();
    if (each.isEmpty()) {
      return Optional.empty();
    }
    String columns =
        session.describe("SELECT * FROM " + table(dataset)).names().stream()
            .map(Sql::name)
            .collect(Collectors.joining(", "));
    String counted =
        "SELECT *, count(*) AS \"caravan copies\" FROM (%s) GROUP BY ALL"
            .formatted(String.join(" UNION ALL ", each));
    String told =
        "SELECT %1$s, string_agg(%2$s, '; ' ORDER BY %2$s) AS %2$s, max(\"caravan copies\") AS \"caravan copies\" FROM (%3$s) GROUP BY %1$s"
            .formatted(columns, Sql.name(REASON), counted);
    return Optional.of(
        "SELECT %s, %s FROM (SELECT *, unnest(range(\"caravan copies\")) FROM (%s))"
            .formatted(columns, Sql.name(REASON), told));
  }

  /**
   * Query for the rest.
   *
   * @param wrong as {@link #wrong} has given it
   */
  public static String rest(DatasetName dataset, String wrong) {
    return "SELECT * FROM %s EXCEPT ALL SELECT * EXCLUDE (%s) FROM (%s)"
        .formatted(table(dataset), Sql.name(REASON), wrong);
  }

  private static String table(DatasetName dataset) {
    return Sql.name(dataset.namespace()) + "." + Sql.name(dataset.table());
  }
}
