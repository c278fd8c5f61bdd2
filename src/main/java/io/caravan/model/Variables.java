package io.caravan.model;

import io.caravan.jinja.value.Arguments;
import io.caravan.jinja.value.Fault;
import io.caravan.jinja.value.HostObject;
import io.caravan.record.Spelling;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.BinaryOperator;

/** {@code var()} and {@code env_var()}. */
final class Variables {
  private final Map<String, Object> values;
  private final Map<String, String> environment;
  private final BinaryOperator<String> rendering;
  private final Set<String> open = new HashSet<>();

  Variables(Map<String, Object> values, Map<String, String> environment) {
    this(values, environment, (name, text) -> text);
  }

  private Variables(
      Map<String, Object> values,
      Map<String, String> environment,
      BinaryOperator<String> rendering) {
    this.values = values;
    this.environment = environment;
    this.rendering = rendering;
  }

  /**
   * The same; a text that is a template is rendered whenever it is asked for.
   *
   * @param templates renders a variable of a name
   */
  Variables renderedBy(BinaryOperator<String> templates) {
    return new Variables(values, environment, templates);
  }

  /**
   * The variables of one package: from outside, then those the project gives the package, then the
   * project's own, then the package's.
   */
  static Variables of(ProjectSettings settings, ProjectFile root, ProjectFile owner) {
    Map<String, Object> values = new LinkedHashMap<>(owner.vars());
    values.putAll(root.vars());
    if (root.vars().get(owner.name()) instanceof Map<?, ?> own) {
      own.forEach((key, value) -> values.put(String.valueOf(key), value));
    }
    values.putAll(settings.vars());
    return new Variables(values, settings.environment());
  }

  HostObject var() {
    return new Members("Var")
        .called(this::value)
        .function("has_var", arguments -> values.containsKey(arguments.text(0, "name")));
  }

  private Object value(Arguments arguments) {
    String name = arguments.text(0, "name");
    if (values.containsKey(name)) {
      return values.get(name) instanceof String text ? rendered(name, text) : values.get(name);
    }
    if (arguments.has(1, "default")) {
      return arguments.optional(1, "default", null);
    }
    throw new Fault(
        Fault.Kind.UNDEFINED,
        "variable '" + name + "' is not set",
        Spelling.didYouMean(
            name,
            values.keySet(),
            "Set it under 'vars:' in dbt_project.yml, or give a default: var('"
                + name
                + "', ...)."));
  }

  private String rendered(String name, String text) {
    if (!text.contains("{{") && !text.contains("{%")) {
      return text;
    }
    if (!open.add(name)) {
      throw new Fault(
          Fault.Kind.RUNTIME,
          "variable '" + name + "' is made of itself",
          "Give it a value that does not ask for it.");
    }
    try {
      return rendering.apply(name, text);
    } finally {
      open.remove(name);
    }
  }

  Object environment(Arguments arguments) {
    String name = arguments.text(0, "var");
    String value = environment.get(name);
    if (value != null) {
      return value;
    }
    if (arguments.has(1, "default")) {
      return arguments.optional(1, "default", null);
    }
    throw new Fault(
        Fault.Kind.UNDEFINED,
        "environment variable '" + name + "' is not set",
        "Set it where this process starts, or give a default: env_var('" + name + "', '...').");
  }
}
