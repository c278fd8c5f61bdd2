package io.caravan.model;

import io.caravan.record.DatasetName;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Takes out of what a build brings the rows that break a check whose failure means quarantine. What
 * lies in the table already is not touched: there such a check blocks.
 */
final class Quarantine {
  /** What {@code meta.caravan.on_failure} of a test says. */
  static final String WORD = "quarantine";

  private static final String GIVEN = "\"caravan_given\".\"rows\"";
  private static final String WRONG = "\"caravan_given\".\"wrong\"";
  private static final String ROW = "\"caravan row\"";
  private static final String REASON = "caravan reason";

  private final Grave grave;
  private final Workbench bench;
  private final TestQueries queries;
  private final Optional<SuiteAudit> suites;
  private final String run;

  Quarantine(
      Grave grave, Workbench bench, TestQueries queries, Optional<SuiteAudit> suites, String run) {
    this.grave = grave;
    this.bench = bench;
    this.queries = queries;
    this.suites = suites;
    this.run = run;
  }

  /**
   * Rows that broke a check.
   *
   * @param reason which one, for a person
   * @param query for their numbers
   */
  record Broken(String reason, String query) {}

  /**
   * What may go on.
   *
   * @param sql its query
   * @param told what was taken out; empty when nothing was
   * @param bury keeps what was taken out; to be called when the rest is about to be published
   */
  record Sifted(String sql, String told, Runnable bury) {
    static Sifted whole(String sql) {
      return new Sifted(sql, "", () -> {});
    }
  }

  /**
   * @param sql the node's compiled query
   * @param tests those that can be run by now
   */
  Sifted sift(Node node, String sql, List<Node> tests) {
    List<Node> ofRows = tests.stream().filter(Quarantine::isMeant).toList();
    DatasetName dataset = node.relation();
    boolean suite = suites.filter(s -> s.quarantines(dataset)).isPresent();
    if (ofRows.isEmpty() && !suite) {
      return Sifted.whole(sql);
    } else if (node.config().materialized().equals("view")) {
      throw new NodeFailure(
          "Cannot quarantine rows of %s: it is a view, whose rows are not kept. Make it a table, or write on_failure: block."
              .formatted(dataset));
    }
    bench.session().execute("CREATE SCHEMA IF NOT EXISTS \"caravan_given\"");
    bench
        .session()
        .execute(
            "CREATE OR REPLACE TABLE %s AS SELECT *, row_number() OVER () AS %s FROM (%s\n)"
                .formatted(GIVEN, ROW, sql));
    bench.bindCandidate(dataset, "SELECT * FROM " + GIVEN);
    List<Broken> broken = new ArrayList<>();
    ofRows.forEach(test -> broken(test, dataset).ifPresent(broken::add));
    suites.ifPresent(s -> broken.addAll(s.broken(dataset, bench, ROW)));
    Sifted sifted = broken.isEmpty() ? Sifted.whole(all("")) : without(broken, dataset);
    bench.rebind(dataset);
    return sifted;
  }

  private static boolean isMeant(Node test) {
    return test.config().map("meta").get("caravan") instanceof Map<?, ?> caravan
        && WORD.equals(caravan.get("on_failure"));
  }

  private Optional<Broken> broken(Node test, DatasetName dataset) {
    String relation = Relation.quote(dataset);
    String failing =
        queries
            .known(test)
            .map(fast -> fast.failingOf(relation))
            .orElseThrow(
                () ->
                    new NodeFailure(
                        "Cannot quarantine by test '%s': it does not say which rows fail. Write on_failure: block."
                            .formatted(test.name())));
    String rows = " FROM " + relation + " WHERE " + failing;
    bench.bindRead(rows);
    long count = bench.count("SELECT count(*)" + rows);
    return Threshold.of(test.config()).judge(count, bench) == TestVerdict.Outcome.FAILED
        ? Optional.of(new Broken(test.name(), "SELECT " + ROW + rows))
        : Optional.empty();
  }

  private Sifted without(List<Broken> broken, DatasetName dataset) {
    List<String> each =
        broken.stream()
            .map(
                b ->
                    "SELECT %s, '%s' AS reason FROM (%s)"
                        .formatted(ROW, b.reason().replace("'", "''"), b.query()))
            .toList();
    bench
        .session()
        .execute(
            "CREATE OR REPLACE TABLE %s AS SELECT %s, string_agg(reason, '; ') AS \"%s\" FROM (%s) GROUP BY 1"
                .formatted(WRONG, ROW, REASON, String.join(" UNION ALL ", each)));
    long rows = bench.count("SELECT count(*) FROM " + WRONG);
    String wrong =
        "SELECT g.* EXCLUDE (%1$s), w.\"%2$s\" FROM %3$s AS g JOIN %4$s AS w ON g.%1$s = w.%1$s ORDER BY g.%1$s"
            .formatted(ROW, REASON, GIVEN, WRONG);
    String told =
        "%d %s quarantined by %s"
            .formatted(
                rows,
                rows == 1 ? "row" : "rows",
                String.join(", ", broken.stream().map(Broken::reason).toList()));
    return new Sifted(
        all(" WHERE %s NOT IN (SELECT %s FROM %s)".formatted(ROW, ROW, WRONG)),
        told,
        () -> grave.bury(dataset, run, wrong, REASON, bench.session()));
  }

  private static String all(String where) {
    return "SELECT * EXCLUDE (%s) FROM %s%s".formatted(ROW, GIVEN, where);
  }
}
