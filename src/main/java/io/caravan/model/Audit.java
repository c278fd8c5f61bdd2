package io.caravan.model;

import io.caravan.engine.SqlFailure;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Runs data tests in one session, as many as possible in one scan of each relation. */
final class Audit {
  private final Workbench bench;
  private final TestQueries queries;
  private final Delta delta;
  private final FailureStore failures;
  private final RunFlags flags;
  private final Set<String> passed = new HashSet<>();

  Audit(Workbench bench, TestQueries queries, Delta delta, RunFacts facts) {
    this.bench = bench;
    this.queries = queries;
    this.delta = delta;
    this.flags = facts.flags();
    this.failures = new FailureStore(bench, facts.id(), flags);
  }

  /** Keys of the checks that no row failed. */
  Set<String> passed() {
    return passed;
  }

  /** A verdict for every test, in the order given. */
  List<TestVerdict> run(List<Node> tests) {
    Map<String, TestVerdict> verdicts = new LinkedHashMap<>();
    Map<String, Map<Node, FastCheck>> scans = new LinkedHashMap<>();
    for (Node test : tests) {
      verdicts.put(test.id(), null);
      try {
        FastCheck fast = queries.fast(test).orElse(null);
        FastCheck asked = fast == null ? null : delta.narrowed(fast).orElse(fast);
        if (fast == null) {
          verdicts.put(test.id(), byRows(test));
        } else if (delta.settles(fast)) {
          verdicts.put(test.id(), verdict(test, 0, sql(fast)));
        } else if (asked.aggregate().isEmpty()) {
          verdicts.put(test.id(), counted(test, asked.query()));
        } else {
          scans.computeIfAbsent(asked.from(), from -> new LinkedHashMap<>()).put(test, asked);
        }
      } catch (SqlFailure | NodeFailure broken) {
        verdicts.put(test.id(), broken(test, broken));
      }
    }
    scans.forEach((from, checks) -> scan(from, checks, verdicts));
    tests.stream()
        .filter(test -> verdicts.get(test.id()).failures() == 0)
        .forEach(test -> queries.fast(test).ifPresent(fast -> passed.add(fast.key())));
    return new ArrayList<>(verdicts.values());
  }

  private void scan(String from, Map<Node, FastCheck> checks, Map<String, TestVerdict> verdicts) {
    String together =
        "SELECT "
            + String.join(", ", checks.values().stream().map(FastCheck::aggregate).toList())
            + " FROM "
            + from;
    List<Object> counts;
    try {
      bench.bindRead(together);
      counts = bench.session().query(together).rows().get(0);
    } catch (SqlFailure oneIsBroken) {
      // One broken expression breaks the common scan: asked one by one, only that test is broken.
      checks.forEach((test, check) -> verdicts.put(test.id(), alone(test, check)));
      return;
    }
    int i = 0;
    for (Map.Entry<Node, FastCheck> check : checks.entrySet()) {
      verdicts.put(
          check.getKey().id(),
          verdict(check.getKey(), number(counts.get(i++)), sql(check.getValue())));
    }
  }

  private TestVerdict alone(Node test, FastCheck check) {
    try {
      return counted(test, sql(check));
    } catch (SqlFailure broken) {
      return broken(test, broken);
    }
  }

  private static String sql(FastCheck check) {
    return !check.query().isEmpty()
        ? check.query()
        : "SELECT " + check.aggregate() + " FROM " + check.from();
  }

  private TestVerdict counted(Node test, String query) {
    bench.bindRead(query);
    return verdict(test, bench.count(query), query);
  }

  private TestVerdict byRows(Node test) {
    String rows = queries.rows(test);
    bench.bindRead(rows);
    failures.keep(test, rows);
    String limited =
        test.config().has("limit") ? rows + "\nlimit " + test.config().text("limit", "") : rows;
    String fails = test.config().text("fail_calc", "count(*)");
    String query =
        "SELECT " + fails + " AS failures FROM (\n" + limited + "\n) AS dbt_internal_test";
    long count = number(bench.session().query(query).rows().get(0).get(0));
    return verdict(test, count, rows);
  }

  private TestVerdict verdict(Node test, long counted, String sql) {
    long failures =
        test.config().has("limit")
            ? Math.min(counted, Long.parseLong(test.config().text("limit", "0").trim()))
            : counted;
    Threshold threshold = Threshold.of(test.config());
    TestVerdict.Outcome outcome = threshold.judge(failures, bench);
    if (outcome == TestVerdict.Outcome.WARNED && flags.warnError()) {
      outcome = TestVerdict.Outcome.FAILED;
    }
    return new TestVerdict(
        test.id(), test.name(), outcome, failures, threshold.message(failures, outcome), sql);
  }

  private static long number(Object count) {
    return count == null ? 0 : ((Number) count).longValue();
  }

  private static TestVerdict broken(Node test, RuntimeException why) {
    String first =
        String.valueOf(why.getMessage()).strip().lines().findFirst().orElse("no reason given");
    String sql = why instanceof SqlFailure failure ? failure.sql() : "";
    // A test that only warns must not block because what it compares with was never built.
    boolean warns = test.config().text("severity", "error").equalsIgnoreCase("warn");
    return new TestVerdict(
        test.id(),
        test.name(),
        warns ? TestVerdict.Outcome.WARNED : TestVerdict.Outcome.BROKEN,
        -1,
        "Cannot run test '" + test.name() + "': " + first,
        sql);
  }
}
