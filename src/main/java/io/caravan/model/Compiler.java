package io.caravan.model;

import io.caravan.jinja.JinjaException;
import io.caravan.jinja.value.Arguments;
import io.caravan.jinja.value.Callable;
import io.caravan.jinja.value.Fault;
import io.caravan.jinja.value.Tuple;
import io.caravan.record.Column;
import io.caravan.record.DatasetName;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Renders nodes to the SQL that is run: references become relations, ephemeral models become common
 * table expressions.
 */
final class Compiler {
  private final Project project;
  private final Scopes scopes;
  private Object graph;

  Compiler(Project project, Scopes scopes) {
    this.project = project;
    this.scopes = scopes;
  }

  /** The query of a model, singular test or analysis. */
  String compile(Node node, Workbench bench, RunFacts facts) {
    Running calls = new Running(node, bench, facts);
    String sql = scopes.templates().render(node.file(), node.raw(), names(node, calls, facts));
    return withEphemerals(trimmed(sql), calls, bench, facts);
  }

  /**
   * The query of a unit test's model, with rows of the test for what it reads.
   *
   * @param inputs the query for each thing the test gives, by what the model asks for
   * @param incremental what {@code is_incremental()} answers
   */
  String compile(
      Node tested,
      UnitTest unit,
      Map<UnitTest.Input, String> inputs,
      boolean incremental,
      Workbench bench,
      RunFacts facts) {
    UnitCalls calls =
        new UnitCalls(new Running(tested, bench, facts), project, tested, inputs, incremental);
    Names names =
        scopes
            .with(unit.overrides())
            .names(tested.packageName(), facts, calls, NodeMaps.of(tested), graph());
    String sql = scopes.templates().render(tested.file(), tested.raw(), names);
    return CommonTables.before(trimmed(sql), calls.expressions());
  }

  /** Hooks and the like: a text of the node's configuration. */
  String compileText(Node node, String text, Workbench bench, RunFacts facts) {
    return scopes
        .templates()
        .render(node.file(), text, names(node, new Running(node, bench, facts), facts));
  }

  /** What a macro that is run by itself answers. */
  Object run(Operation operation, Workbench bench, RunFacts facts) {
    Node caller = operation.caller(project);
    Names names = names(caller, new Running(caller, bench, facts), facts);
    return scopes
        .templates()
        .call(
            caller.place(),
            operation.find(names, scopes.macros()),
            Arguments.of(List.of(), operation.arguments()));
  }

  /**
   * @param results how everything went, as templates see it
   * @param schemas where something was built
   */
  List<String> onRunEnd(
      Node caller, List<Object> results, List<Object> schemas, Workbench bench, RunFacts facts) {
    List<Object> pairs = schemas.stream().<Object>map(schema -> Tuple.of("lake", schema)).toList();
    Names names =
        names(caller, new Running(caller, bench, facts), facts)
            .with("results", results)
            .with("schemas", schemas)
            .with("database_schemas", pairs);
    return scopes.root().onRunEnd().stream()
        .map(text -> scopes.templates().render(caller.file(), text, names))
        .toList();
  }

  boolean hasEndHooks() {
    return !scopes.root().onRunEnd().isEmpty();
  }

  List<String> onRunStart(Node node, Workbench bench, RunFacts facts) {
    return scopes.root().onRunStart().stream()
        .map(text -> compileText(node, text, bench, facts))
        .toList();
  }

  /** How tests are asked in one run. */
  TestQueries tests(Workbench bench, RunFacts facts) {
    return new TestQueries() {
      @Override
      public Optional<FastCheck> fast(Node test) {
        return fastCheck(test, bench, facts);
      }

      @Override
      public Optional<FastCheck> known(Node test) {
        return knownCheck(test, bench, facts);
      }

      @Override
      public String rows(Node test) {
        return test.test().isEmpty() ? compile(test, bench, facts) : generic(test, bench, facts);
      }
    };
  }

  private Optional<FastCheck> fastCheck(Node node, Workbench bench, RunFacts facts) {
    Node.AttachedTest test = node.test().orElse(null);
    boolean counts =
        test != null
            && node.config().text("fail_calc", "count(*)").equals("count(*)")
            && FailureStore.kind(node.config(), facts.flags()).equals("ephemeral");
    return counts ? knownCheck(node, bench, facts) : Optional.empty();
  }

  private Optional<FastCheck> knownCheck(Node node, Workbench bench, RunFacts facts) {
    Node.AttachedTest test = node.test().orElse(null);
    boolean ephemeral =
        test != null
            && node.dependsOn().stream()
                .anyMatch(id -> project.node(id).filter(Node::isEphemeral).isPresent());
    if (test == null
        || ephemeral
        || !FastCheck.MACROS.contains(test.macro())
        || scopes.macros().isReplaced(test.macro())) {
      return Optional.empty();
    }
    Running calls = new Running(node, bench, facts);
    Map<String, Object> arguments = arguments(node, names(node, calls, facts));
    Object model = arguments.remove("model");
    return FastCheck.of(test.macro(), String.valueOf(model), Config.NONE.with(texts(arguments)));
  }

  private static Map<String, Object> texts(Map<String, Object> arguments) {
    Map<String, Object> texts = new LinkedHashMap<>(arguments);
    texts.replaceAll((key, value) -> value instanceof Relation relation ? relation.print() : value);
    return texts;
  }

  private String generic(Node node, Workbench bench, RunFacts facts) {
    Node.AttachedTest test = node.test().orElseThrow();
    Running calls = new Running(node, bench, facts);
    Names names = names(node, calls, facts);
    int dot = test.macro().indexOf('.');
    Callable macro =
        names
            .macros()
            .find(test.macro().substring(0, dot), test.macro().substring(dot + 1))
            .orElseThrow();
    Object rows =
        scopes
            .templates()
            .call(node.place(), macro, Arguments.of(List.of(), arguments(node, names)));
    return withEphemerals(trimmed(String.valueOf(rows)), calls, bench, facts);
  }

  /**
   * What the test's macro is called with: the model (only the rows its {@code where} leaves), the
   * column and the test's own arguments.
   */
  private Map<String, Object> arguments(Node node, Names names) {
    Node.AttachedTest test = node.test().orElseThrow();
    Map<String, Object> arguments = new LinkedHashMap<>();
    Object model = scopes.templates().value(node.place(), node.raw(), names);
    Callable where = (Callable) names.find("get_where_subquery");
    arguments.put("model", scopes.templates().call(node.place(), where, Arguments.of(model)));
    if (!test.column().isEmpty()) {
      arguments.put("column_name", test.column());
    }
    test.use()
        .arguments()
        .forEach(
            (key, value) ->
                arguments.put(
                    key,
                    ArgumentText.rendered(scopes.templates(), key, value, names, node.place())));
    return arguments;
  }

  private Names names(Node node, Calls calls, RunFacts facts) {
    return scopes.names(node.packageName(), facts, calls, model(node, facts), graph());
  }

  private static Map<String, Object> model(Node node, RunFacts facts) {
    Map<String, Object> model = NodeMaps.of(node);
    facts.batch().ifPresent(batch -> model.put("batch", batch.template()));
    return model;
  }

  /** Every node and source; made once, because every rendering sees it. */
  private synchronized Object graph() {
    if (graph == null) {
      graph = allNodes();
    }
    return graph;
  }

  private Object allNodes() {
    Map<String, Object> nodes = new LinkedHashMap<>();
    project.nodes().values().stream()
        .filter(node -> !node.isA(NodeKind.UNIT_TEST) && !node.isA(NodeKind.EXPOSURE))
        .forEach(node -> nodes.put(node.id(), NodeMaps.of(node)));
    Map<String, Object> exposures = new LinkedHashMap<>();
    project.nodes().values().stream()
        .filter(node -> node.isA(NodeKind.EXPOSURE))
        .forEach(
            node -> exposures.put(node.id(), NodeMaps.exposure(node, project.exposure(node.id()))));
    Map<String, Object> groups = new LinkedHashMap<>();
    project.groups().forEach(group -> groups.put(group.id(), group.map()));
    Map<String, Object> sources = new LinkedHashMap<>();
    project.sources().forEach((id, source) -> sources.put(id, NodeMaps.of(source)));
    return new LinkedHashMap<>(
        Map.of("nodes", nodes, "sources", sources, "exposures", exposures, "groups", groups));
  }

  private static String trimmed(String sql) {
    String text = sql.strip();
    while (text.endsWith(";")) {
      text = text.substring(0, text.length() - 1).strip();
    }
    return text;
  }

  /** Puts ephemeral models that were read, and those that they read, before the query. */
  private String withEphemerals(String sql, Running calls, Workbench bench, RunFacts facts) {
    Map<String, String> expressions = new LinkedHashMap<>();
    calls.ephemerals.forEach(id -> gather(id, expressions, bench, facts));
    return CommonTables.before(sql, expressions);
  }

  private void gather(String id, Map<String, String> expressions, Workbench bench, RunFacts facts) {
    Node node = project.node(id).orElseThrow();
    if (expressions.containsKey(Relation.cteName(node))) {
      return;
    }
    Running calls = new Running(node, bench, facts);
    String sql =
        trimmed(scopes.templates().render(node.file(), node.raw(), names(node, calls, facts)));
    calls.ephemerals.forEach(each -> gather(each, expressions, bench, facts));
    expressions.put(Relation.cteName(node), sql);
  }

  /** A node's questions, answered by the lake. */
  private final class Running implements Calls {
    private final Node node;
    private final Workbench bench;
    private final RunFacts facts;
    private final List<String> ephemerals = new ArrayList<>();

    Running(Node node, Workbench bench, RunFacts facts) {
      this.node = node;
      this.bench = bench;
      this.facts = facts;
    }

    @Override
    public boolean execute() {
      return true;
    }

    @Override
    public Object ref(Reference reference, Arguments call) {
      Node found = project.find(node.packageName(), reference).orElse(null);
      if (found == null || !node.dependsOn().contains(found.id())) {
        throw new Fault(
            Fault.Kind.RUNTIME,
            "ref to '" + reference + "' was not seen when the project was read",
            "Write it where it is always rendered, for example as comment: -- depends_on: {{ ref('"
                + reference.name()
                + "') }}");
      }
      if (node.isA(NodeKind.OPERATION)) {
        project
            .access()
            .refusal("", node.packageName(), found.config(), found.packageName())
            .ifPresent(
                why -> {
                  throw new Fault(
                      Fault.Kind.RUNTIME,
                      "'" + found.name() + "' may not be read here, because " + why,
                      "Set 'access: protected' at '" + found.name() + "'.");
                });
      }
      if (found.isEphemeral()) {
        if (!ephemerals.contains(found.id())) {
          ephemerals.add(found.id());
        }
        return Relation.ephemeral(found);
      }
      Relation relation =
          found.config().materialized().equals("view")
              ? Relation.view(found.relation())
              : Relation.table(found.relation());
      return ofBatch(relation, found.config());
    }

    @Override
    public Object source(String source, String table, Arguments call) {
      return node.dependsOn().stream()
          .map(id -> project.sources().get(id))
          .filter(
              each ->
                  each != null && each.source().equals(source) && each.patch().name().equals(table))
          .findFirst()
          .map(each -> ofBatch(Relation.table(each.dataset()), each.config()))
          .orElseThrow(
              () ->
                  new Fault(
                      Fault.Kind.RUNTIME,
                      "source '"
                          + source
                          + "."
                          + table
                          + "' was not seen when the project was read",
                      "Write it where it is always rendered."));
    }

    /**
     * In a batch or a sample, what says its own {@code event_time} is read for the time of the
     * batch.
     */
    private Relation ofBatch(Relation relation, Config read) {
      if (facts.flags().empty() && node.isA(NodeKind.MODEL)) {
        return relation.where("false");
      }
      Optional<Batches.Window> window =
          facts.batch().or(() -> facts.flags().window(facts.started()));
      return window.isPresent() && read.has("event_time")
          ? relation.where(window.get().holds(read.text("event_time", "")))
          : relation;
    }

    @Override
    public Object configure(Map<String, Object> settings) {
      return "";
    }

    @Override
    public Config config() {
      return node.config();
    }

    @Override
    public Object self() {
      return Relation.table(node.relation());
    }

    @Override
    public boolean incremental() {
      boolean full =
          node.config().has("full_refresh")
              ? node.config().flag("full_refresh", false)
              : facts.fullRefresh();
      return node.config().materialized().equals("incremental")
          && !full
          && bench.find(node.relation()).filter(r -> r.type().equals("table")).isPresent();
    }

    @Override
    public Optional<Relation> find(DatasetName dataset) {
      return bench.find(dataset);
    }

    @Override
    public List<Relation> relations() {
      return bench.relations();
    }

    @Override
    public List<Column> columns(DatasetName dataset) {
      return bench.columns(dataset).list();
    }

    @Override
    public ResultTable query(String sql) {
      bench.bindRead(sql);
      return ResultTable.of(bench.session().query(sql));
    }
  }

  /** What went wrong in a template, as a message for the node's result. */
  static NodeFailure failure(JinjaException wrong) {
    return new NodeFailure(wrong.problem().toString());
  }
}
