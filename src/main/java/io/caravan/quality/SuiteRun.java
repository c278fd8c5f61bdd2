package io.caravan.quality;

import io.caravan.engine.SqlFailure;
import io.caravan.engine.SqlSession;
import io.caravan.quality.Check.Answers;
import io.caravan.quality.Finding.Examples;
import io.caravan.record.Columns;
import io.caravan.record.DatasetName;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * One suite on one bound dataset: compiles the checks, asks all there is to ask in one scan, asks
 * the rest, and judges.
 */
final class SuiteRun {
  private final Suite suite;
  private final DatasetName dataset;
  private final SqlSession session;
  private final ResultFormat format;
  private final boolean file;
  private final Map<String, SqlSession.Result> asked = new LinkedHashMap<>();

  /**
   * @param file whether the dataset is a file that was bound
   */
  SuiteRun(
      Suite suite, DatasetName dataset, SqlSession session, ResultFormat format, boolean file) {
    this.file = file;
    this.suite = suite;
    this.dataset = dataset;
    this.session = session;
    this.format = format;
  }

  /** A check or, where it cannot be made, why. */
  private record Compiled(Expectation expectation, Check check, String error) {}

  List<Verdict> run() {
    Columns columns = session.describe("SELECT * FROM " + table());
    List<Compiled> compiled = suite.expectations().stream().map(e -> compile(e, columns)).toList();
    Map<String, Object> scanned = scan(compiled);
    return compiled.stream().map(c -> verdict(c, scanned)).toList();
  }

  private Compiled compile(Expectation expectation, Columns columns) {
    try {
      return new Compiled(
          expectation,
          expectation.rule().compile(new Target(dataset, columns, expectation.domain(), file)),
          "");
    } catch (CannotCheck e) {
      return new Compiled(expectation, null, e.getMessage());
    }
  }

  /**
   * The answers of the shared scan by expression; empty when it failed, so that each check is then
   * asked on its own.
   */
  private Map<String, Object> scan(List<Compiled> compiled) {
    Set<String> expressions = new LinkedHashSet<>();
    compiled.stream()
        .filter(c -> c.check() != null)
        .forEach(c -> expressions.addAll(c.check().aggregates()));
    try {
      return ask(List.copyOf(expressions));
    } catch (SqlFailure e) {
      // One expression that fails on some value must not take its neighbours with it.
      return Map.of();
    }
  }

  private Map<String, Object> ask(List<String> expressions) {
    Map<String, Object> answers = new LinkedHashMap<>();
    if (!expressions.isEmpty()) {
      List<String> named = new ArrayList<>();
      for (int i = 0; i < expressions.size(); i++) {
        named.add(expressions.get(i) + " AS a" + i);
      }
      List<Object> row =
          session.query("SELECT " + String.join(", ", named) + " FROM " + table()).rows().get(0);
      for (int i = 0; i < expressions.size(); i++) {
        answers.put(expressions.get(i), row.get(i));
      }
    }
    return answers;
  }

  private String table() {
    return Sql.name(dataset.namespace()) + "." + Sql.name(dataset.table());
  }

  private Verdict verdict(Compiled compiled, Map<String, Object> scanned) {
    if (compiled.check() == null) {
      return Verdict.impossible(compiled.expectation(), compiled.error());
    }
    try {
      return judged(compiled.expectation(), compiled.check(), scanned);
    } catch (CannotCheck e) {
      return Verdict.impossible(compiled.expectation(), e.getMessage());
    } catch (SqlFailure e) {
      return Verdict.impossible(
          compiled.expectation(), "Cannot run the SQL of the check: " + e.getMessage());
    }
  }

  private Verdict judged(Expectation expectation, Check check, Map<String, Object> scanned) {
    Map<String, Object> known =
        scanned.keySet().containsAll(check.aggregates()) ? scanned : ask(check.aggregates());
    List<Object> aggregates = new ArrayList<>();
    check.aggregates().forEach(a -> aggregates.add(known.get(a)));
    List<SqlSession.Result> results =
        check.queries().stream().map(q -> asked.computeIfAbsent(q, session::query)).toList();
    Finding finding = check.judge().judge(new Answers(aggregates, results));
    Map<String, List<Object>> examples = new LinkedHashMap<>();
    if (format.examples() > 0) {
      if (file && finding.counts().isPresent()) {
        examples.put(GxResult.ROW_NUMBERS, List.of());
      }
      finding.examples().forEach(e -> fetch(e, examples));
    }
    return new Verdict(
        expectation,
        outcome(expectation, finding),
        finding.counts(),
        finding.facts(),
        examples,
        java.util.Optional.empty(),
        finding.failingRows());
  }

  /** Taking rows out mends only what rows have broken: what is missing stays missing. */
  private static Verdict.Outcome outcome(Expectation expectation, Finding finding) {
    Verdict.Outcome outcome = Verdict.outcome(expectation, finding.success());
    boolean lacks = finding.facts().get("missing_count") instanceof Long count && count > 0;
    return outcome == Verdict.Outcome.QUARANTINED && (lacks || finding.failingRows().isEmpty())
        ? Verdict.Outcome.FAILED
        : outcome;
  }

  private void fetch(Examples examples, Map<String, List<Object>> into) {
    if (examples instanceof Finding.Known known) {
      into.put(known.member(), known.values().stream().limit(format.examples()).toList());
      return;
    }
    Finding.Query wanted = (Finding.Query) examples;
    SqlSession.Result result = session.query(wanted.query() + limit());
    List<Object> shown = new ArrayList<>();
    List<Object> numbers = new ArrayList<>();
    for (List<Object> row : result.rows()) {
      List<Object> values = wanted.numbered() ? row.subList(0, row.size() - 1) : row;
      shown.add(
          switch (wanted.shape()) {
            case VALUE -> values.get(0);
            case TUPLE -> values;
            case ROW -> named(result.columns(), values);
          });
      if (wanted.numbered()) {
        numbers.add(row.get(row.size() - 1));
      }
    }
    into.put(wanted.member(), shown);
    if (wanted.numbered()) {
      into.put(GxResult.ROW_NUMBERS, numbers);
    }
  }

  private String limit() {
    return format == ResultFormat.COMPLETE ? "" : " LIMIT " + format.examples();
  }

  private static Map<String, Object> named(Columns columns, List<Object> row) {
    Map<String, Object> named = new LinkedHashMap<>();
    for (int i = 0; i < row.size(); i++) {
      named.put(columns.names().get(i), row.get(i));
    }
    return named;
  }
}
