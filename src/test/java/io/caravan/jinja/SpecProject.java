package io.caravan.jinja;

import io.caravan.jinja.value.Arguments;
import io.caravan.jinja.value.Callable;
import io.caravan.jinja.value.Fault;
import io.caravan.jinja.value.HostObject;
import io.caravan.jinja.value.Undefined;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A small dbt project: macros that see one another through the context, as dbt binds them. The same
 * one is in regenerate.py.
 */
final class SpecProject {
  private final SpecCase spec;
  private final Map<String, Object> context = new HashMap<>();
  private final Map<String, Callable> macros = new LinkedHashMap<>();

  SpecProject(SpecCase spec) {
    this.spec = spec;
  }

  String render() {
    Jinja jinja = Jinja.dbt().build();
    Map<String, Object> variables = spec.map("vars");
    context.putAll(spec.map("context"));
    context.put("return", Return.function());
    context.put(
        "ref",
        (Callable)
            arguments ->
                new Relation(
                    "silver",
                    arguments.positional().get(arguments.positional().size() - 1).toString()));
    context.put(
        "source",
        (Callable)
            arguments -> new Relation(arguments.text(0, "schema"), arguments.text(1, "table")));
    context.put("this", new Relation("silver", "me"));
    context.put("config", new Config());
    context.put("execute", true);
    context.put(
        "var",
        (Callable)
            arguments ->
                variables.getOrDefault(
                    arguments.text(0, "name"), arguments.optional(1, "default", null)));
    context.put("exceptions", Map.of("raise_compiler_error", (Callable) SpecProject::raise));
    context.put(
        "adapter",
        Map.of(
            "dispatch",
            (Callable) this::dispatch,
            "quote",
            (Callable) arguments -> '"' + arguments.text(0, "name") + '"'));
    int number = 0;
    for (String source : spec.list("macros")) {
      macros.putAll(
          jinja.parse("macros/m" + number++ + ".sql", source).macros(Bindings.of(context)));
    }
    context.putAll(macros);
    return jinja.parse("models/main.sql", spec.template()).render(context);
  }

  private static Object raise(Arguments arguments) {
    throw new Fault(Fault.Kind.RUNTIME, arguments.text(0, "message"), "");
  }

  private Object dispatch(Arguments arguments) {
    for (String prefix : new String[] {"duckdb__", "default__"}) {
      Callable found = macros.get(prefix + arguments.text(0, "name"));
      if (found != null) {
        return found;
      }
    }
    throw new Fault(Fault.Kind.RUNTIME, "no macro " + arguments.text(0, "name"), "");
  }

  private record Relation(String schema, String identifier) implements HostObject {
    @Override
    public Object attribute(String name) {
      return switch (name) {
        case "database" -> "db";
        case "schema" -> schema;
        case "identifier", "name" -> identifier;
        default -> Undefined.MISSING;
      };
    }

    @Override
    public String print() {
      return "\"db\".\"" + schema + "\".\"" + identifier + "\"";
    }
  }

  private static final class Config implements HostObject, Callable {
    private final Map<String, Object> values = new HashMap<>();

    @Override
    public Object call(Arguments arguments) {
      values.putAll(arguments.named());
      return "";
    }

    @Override
    public Object attribute(String name) {
      Callable get =
          arguments ->
              values.getOrDefault(
                  arguments.text(0, "name"), arguments.optional(1, "default", null));
      return name.equals("get") ? get : Undefined.MISSING;
    }
  }
}
