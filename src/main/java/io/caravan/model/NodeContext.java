package io.caravan.model;

import io.caravan.jinja.value.Arguments;
import io.caravan.jinja.value.Callable;
import io.caravan.jinja.value.Fault;
import io.caravan.jinja.value.HostObject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The part of dbt's context that belongs to one node: {@code ref}, {@code config}, {@code this},
 * queries.
 */
final class NodeContext {
  private final Calls calls;
  private final Map<String, Object> results = new LinkedHashMap<>();

  private NodeContext(Calls calls) {
    this.calls = calls;
  }

  static Map<String, Object> of(
      Map<String, Object> common, Calls calls, Map<String, Object> model, Object graph) {
    NodeContext node = new NodeContext(calls);
    Map<String, Object> context = new LinkedHashMap<>(common);
    context.put("execute", calls.execute());
    context.put("ref", (Callable) node::ref);
    context.put("source", (Callable) node::source);
    context.put("config", node.config());
    context.put("this", calls.self());
    context.put("model", model);
    context.put("graph", graph);
    context.put("schema", model.get("schema"));
    context.put("database", "lake");
    context.put("is_incremental", (Callable) arguments -> calls.incremental());
    context.put(
        "run_query",
        (Callable) arguments -> calls.query(String.valueOf(arguments.required(0, "sql"))));
    context.put("statement", (Callable) node::statement);
    context.put("load_result", (Callable) arguments -> node.results.get(arguments.text(0, "name")));
    context.put(
        "store_result", (Callable) arguments -> node.store(arguments.text(0, "name"), null));
    context.put("api", node.api());
    context.put("pre_hooks", new ArrayList<>(calls.config().texts("pre_hook")));
    context.put("post_hooks", new ArrayList<>(calls.config().texts("post_hook")));
    Members builtins = new Members("builtins");
    List.of("ref", "source", "config").forEach(name -> builtins.value(name, context.get(name)));
    context.put("builtins", builtins);
    return context;
  }

  private Object ref(Arguments arguments) {
    List<Object> names = arguments.positional();
    if (names.isEmpty() || names.size() > 2) {
      throw Fault.type("ref() takes a name, or a package and a name");
    }
    Object version =
        arguments.named().containsKey("v")
            ? arguments.named().get("v")
            : arguments.named().get("version");
    String name = arguments.text(names.size() - 1, "model_name");
    String packageName = names.size() == 2 ? arguments.text(0, "package") : "";
    return calls.ref(
        new Calls.Reference(packageName, name, version == null ? "" : String.valueOf(version)),
        arguments);
  }

  private Object source(Arguments arguments) {
    if (arguments.positional().size() != 2) {
      throw Fault.type("source() takes a source and a table");
    }
    return calls.source(
        arguments.text(0, "source_name"), arguments.text(1, "table_name"), arguments);
  }

  private HostObject config() {
    return new Members("config")
        .called(this::configure)
        .function(
            "get",
            arguments ->
                calls
                    .config()
                    .find(arguments.text(0, "name").replace('-', '_'))
                    .orElse(arguments.optional(1, "default", null)))
        .function("require", this::require)
        .function(
            "set",
            arguments ->
                calls.configure(Map.of(arguments.text(0, "name"), arguments.required(1, "value"))))
        .function(
            "persist_relation_docs",
            arguments -> Boolean.TRUE.equals(calls.config().map("persist_docs").get("relation")))
        .function(
            "persist_column_docs",
            arguments -> Boolean.TRUE.equals(calls.config().map("persist_docs").get("columns")));
  }

  private Object configure(Arguments arguments) {
    Map<String, Object> settings = new LinkedHashMap<>();
    if (!arguments.positional().isEmpty()
        && arguments.positional().get(0) instanceof Map<?, ?> map) {
      map.forEach((key, value) -> settings.put(String.valueOf(key), value));
    }
    settings.putAll(arguments.named());
    return calls.configure(settings);
  }

  private Object require(Arguments arguments) {
    String name = arguments.text(0, "name");
    return calls
        .config()
        .find(name)
        .orElseThrow(
            () ->
                new Fault(
                    Fault.Kind.RUNTIME,
                    "configuration '" + name + "' is required",
                    "Set it: config(" + name + "=...)."));
  }

  /** {@code call statement('name', fetch_result=True)}: runs what the block renders to. */
  private Object statement(Arguments arguments) {
    String name = String.valueOf(arguments.optional(0, "name", ""));
    if (calls.execute() && arguments.named().get("caller") instanceof Callable caller) {
      ResultTable table =
          calls.query(String.valueOf(caller.call(arguments.with(List.of(), Map.of()))));
      if (!name.isEmpty() && !name.equals("null")) {
        store(name, table);
      }
    }
    return "";
  }

  private Object store(String name, ResultTable table) {
    results.put(
        name,
        new Members("Result")
            .value("table", table)
            .value("data", table == null ? List.of() : new ArrayList<Object>(table.rows()))
            .value("response", "OK"));
    return "";
  }

  private HostObject api() {
    return new Members("api")
        .value("Relation", relationType())
        .value(
            "Column",
            new Members("type")
                .function("translate_type", arguments -> arguments.text(0, "dtype")));
  }

  /** What {@code api.Relation} and {@code adapter.Relation} make relations with. */
  static HostObject relationType() {
    return new Members("type")
        .function("create", NodeContext::relation)
        .function("add_ephemeral_prefix", arguments -> Relation.CTE + arguments.text(0, "name"));
  }

  private static Object relation(Arguments arguments) {
    Object type = arguments.optional(3, "type", null);
    return new Relation(
        DatasetNames.of(
            String.valueOf(arguments.optional(1, "schema", null)),
            String.valueOf(arguments.optional(2, "identifier", null))),
        type == null ? "" : String.valueOf(type),
        "",
        "");
  }
}
