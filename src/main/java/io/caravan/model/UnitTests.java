package io.caravan.model;

import io.caravan.engine.SqlFailure;
import io.caravan.jinja.JinjaException;
import io.caravan.record.Column;
import io.caravan.record.Columns;
import io.caravan.record.DatasetName;
import io.caravan.record.Spelling;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Runs unit tests: a model over the rows a test gives, against the rows it expects. */
record UnitTests(Project project, Workbench bench, RunFacts facts) {

  /** A verdict for each unit test among the tests. */
  List<TestVerdict> run(List<Node> tests) {
    return tests.stream().filter(test -> test.isA(NodeKind.UNIT_TEST)).map(this::run).toList();
  }

  /** The model's query over the rows that are given. */
  String sql(Node test) {
    UnitTest unit = test.unit().orElseThrow();
    Node tested = project.node(unit.tested()).orElseThrow();
    return compiled(tested, unit, inputs(test, tested, unit), isIncremental(unit));
  }

  private TestVerdict run(Node test) {
    UnitTest unit = test.unit().orElseThrow();
    String sql = "";
    try {
      sql = sql(test);
      bench.bindRead(sql);
      Columns columns = bench.session().describe(sql);
      String expected = expected(unit, columns);
      Set<String> compared = comparedColumns(unit, expected, columns);
      UnitDiff diff =
          new UnitDiff(new ArrayList<>(compared), rows(sql, compared), rows(expected, compared));
      return diff.isEmpty()
          ? verdict(test, TestVerdict.Outcome.PASSED, 0, "pass", sql)
          : verdict(
              test,
              TestVerdict.Outcome.FAILED,
              1,
              "actual differs from expected:\n\n" + diff.text(),
              sql);
    } catch (SqlFailure | NodeFailure | JinjaException broken) {
      String why = "Cannot run unit test '" + test.name() + "': " + NodeRun.message(broken);
      return verdict(test, TestVerdict.Outcome.BROKEN, -1, why, sql);
    }
  }

  private static TestVerdict verdict(
      Node test, TestVerdict.Outcome outcome, long failures, String message, String sql) {
    return new TestVerdict(test.id(), test.name(), outcome, failures, message, sql);
  }

  private String compiled(
      Node tested, UnitTest unit, Map<UnitTest.Input, String> inputs, boolean incremental) {
    return project.compiler().compile(tested, unit, inputs, incremental, bench, facts);
  }

  private static boolean isIncremental(UnitTest unit) {
    return Boolean.TRUE.equals(unit.overrides().macros().get("is_incremental"));
  }

  /** The query of every input; that of the model's own table last, as it may need the others. */
  private Map<UnitTest.Input, String> inputs(Node test, Node tested, UnitTest unit) {
    Map<UnitTest.Input, String> inputs = new LinkedHashMap<>();
    for (UnitTest.Given given : unit.given()) {
      if (!given.input().equals("this")) {
        UnitTest.Input input = input(given, tested);
        inputs.put(input, rows(given.rows(), given.input(), () -> columns(test, given, input)));
      }
    }
    for (UnitTest.Given given : unit.given()) {
      if (given.input().equals("this")) {
        Map<UnitTest.Input, String> others = new LinkedHashMap<>(inputs);
        inputs.put(
            new UnitTest.Input(tested.id(), tested.relation()),
            rows(given.rows(), "this", () -> ownColumns(tested, unit, others)));
      }
    }
    return inputs;
  }

  private UnitTest.Input input(UnitTest.Given given, Node tested) {
    if (given.ref().isPresent()) {
      Node node = project.find(tested.packageName(), given.ref().get()).orElseThrow();
      return new UnitTest.Input(node.id(), node.relation());
    }
    SourceTable source =
        project.sources().values().stream()
            .filter(each -> each.source().equals(given.source().get(0)))
            .filter(each -> each.patch().name().equals(given.source().get(1)))
            .findFirst()
            .orElseThrow();
    return new UnitTest.Input(source.id(), source.dataset());
  }

  private Columns columns(Node test, UnitTest.Given given, UnitTest.Input input) {
    Node ephemeral = project.node(input.id()).filter(Node::isEphemeral).orElse(null);
    if (ephemeral != null) {
      String sql = project.compiler().compile(ephemeral, bench, facts);
      bench.bindRead(sql);
      return bench.session().describe(sql);
    }
    DatasetName dataset = input.dataset();
    if (bench.find(dataset).isEmpty() || !bench.bind(dataset)) {
      throw new NodeFailure(
          "%s: the columns of %s are not known, because %s is not there yet. Build it first, or give its rows with 'format: sql'."
              .formatted(given.place(), given.input(), dataset));
    }
    return bench.columns(dataset);
  }

  /** Columns of the model's own table; those it will have, before it is first built. */
  private Columns ownColumns(Node tested, UnitTest unit, Map<UnitTest.Input, String> others) {
    if (bench.find(tested.relation()).isPresent()) {
      return bench.columns(tested.relation());
    }
    UnitTest first =
        new UnitTest(
            unit.tested(),
            unit.given(),
            unit.expect(),
            new UnitTest.Overrides(
                replaced(unit.overrides().macros()),
                unit.overrides().vars(),
                unit.overrides().environment()));
    return bench.session().describe(compiled(tested, first, others, false));
  }

  private static Map<String, Object> replaced(Map<String, Object> macros) {
    Map<String, Object> full = new LinkedHashMap<>(macros);
    full.put("is_incremental", false);
    return full;
  }

  /** Asks for columns only when there is a list of rows, whose values need types. */
  private interface Known {
    Columns columns();
  }

  private String rows(UnitTest.Rows rows, String input, Known known) {
    return rows.sql().isEmpty() ? select(rows, known.columns(), input, true) : rows.sql();
  }

  private String expected(UnitTest unit, Columns columns) {
    return unit.expect().sql().isEmpty()
        ? select(unit.expect(), columns, "expected output", false)
        : unit.expect().sql();
  }

  private Set<String> comparedColumns(UnitTest unit, String expected, Columns columns) {
    if (!unit.expect().sql().isEmpty()) {
      bench.bindRead(expected);
      return new LinkedHashSet<>(bench.session().describe(expected).names());
    }
    return unit.expect().list().isEmpty()
        ? new LinkedHashSet<>(columns.names())
        : unit.expect().list().get(0).keySet();
  }

  private static String select(UnitTest.Rows rows, Columns columns, String where, boolean all) {
    Map<String, Column> byName =
        columns.list().stream()
            .collect(
                Collectors.toMap(
                    c -> c.name().toLowerCase(Locale.ROOT),
                    c -> c,
                    (a, b) -> a,
                    LinkedHashMap::new));
    List<String> selects = new ArrayList<>();
    Set<String> written = new LinkedHashSet<>();
    rows.list()
        .forEach(row -> row.keySet().forEach(n -> written.add(known(n, byName, where, rows))));
    Collection<String> names = all || written.isEmpty() ? byName.keySet() : written;
    for (Map<String, Object> row : rows.list()) {
      Map<String, Object> values = new LinkedHashMap<>();
      row.forEach((name, value) -> values.put(name.toLowerCase(Locale.ROOT), value));
      selects.add(
          names.stream()
              .map(name -> literal(values.get(name), byName.get(name)))
              .collect(Collectors.joining(", ", "SELECT ", "")));
    }
    if (selects.isEmpty()) {
      return names.stream()
          .map(name -> literal(null, byName.get(name)))
          .collect(Collectors.joining(", ", "SELECT ", " LIMIT 0"));
    }
    return String.join("\nUNION ALL ", selects);
  }

  private static String known(
      String written, Map<String, Column> columns, String where, UnitTest.Rows rows) {
    String name = written.toLowerCase(Locale.ROOT);
    if (!columns.containsKey(name)) {
      throw new NodeFailure(
          "%s: invalid column name '%s' in the rows of %s. %s"
              .formatted(
                  rows.place(),
                  written,
                  where,
                  Spelling.didYouMean(
                      written,
                      columns.keySet(),
                      "It has: " + String.join(", ", columns.keySet()) + ".")));
    }
    return name;
  }

  private static String literal(Object value, Column column) {
    String text =
        value == null
            ? "NULL"
            : "'"
                + (value instanceof String plain ? plain : Json.write(value)).replace("'", "''")
                + "'";
    return "CAST(%s AS %s) AS %s"
        .formatted(text, RelationColumn.sql(column.type()), Relation.quote(column.name()));
  }

  private List<List<String>> rows(String sql, Set<String> columns) {
    String texts =
        columns.stream()
            .map(name -> "CAST(" + Relation.quote(name) + " AS VARCHAR)")
            .collect(Collectors.joining(", "));
    return bench.session().query("SELECT " + texts + " FROM (\n" + sql + "\n) AS q").rows().stream()
        .map(row -> row.stream().map(value -> value == null ? null : value.toString()).toList())
        .toList();
  }
}
