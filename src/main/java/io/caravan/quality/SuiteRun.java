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
  private final Map<String, SqlSession.Result> asked = new LinkedHashMap<>();

  SuiteRun(Suite suite, DatasetName dataset, SqlSession session, ResultFormat format) {
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
          expectation.rule().compile(new Target(dataset, columns, expectation.domain())),
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
      finding.examples().forEach(e -> examples.put(e.member(), fetch(e)));
    }
    return new Verdict(
        expectation,
        Verdict.outcome(expectation, finding.success()),
        finding.counts(),
        finding.facts(),
        examples,
        java.util.Optional.empty(),
        finding.failingRows());
  }

  private List<Object> fetch(Examples examples) {
    if (examples instanceof Finding.Known known) {
      return known.values().stream().limit(format.examples()).toList();
    }
    return fetch((Finding.Query) examples);
  }

  private List<Object> fetch(Finding.Query examples) {
    SqlSession.Result result = session.query(examples.query() + " LIMIT " + format.examples());
    List<Object> shown = new ArrayList<>();
    for (List<Object> row : result.rows()) {
      shown.add(
          switch (examples.shape()) {
            case VALUE -> row.get(0);
            case TUPLE -> row;
            case ROW -> named(result.columns(), row);
          });
    }
    return shown;
  }

  private static Map<String, Object> named(Columns columns, List<Object> row) {
    Map<String, Object> named = new LinkedHashMap<>();
    for (int i = 0; i < row.size(); i++) {
      named.put(columns.names().get(i), row.get(i));
    }
    return named;
  }
}
