package io.caravan.model;

import io.caravan.jinja.Bindings;
import io.caravan.jinja.value.Callable;
import io.caravan.jinja.value.HostObject;
import io.caravan.jinja.value.Undefined;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * The names one rendering sees, in dbt's order: macros of the node's package, macros of the
 * project, packages, dbt's context, and last the macros that come along. A project that defines a
 * macro of a name of the context gets its own.
 */
final class Names implements Bindings {
  private final MacroSet macros;
  private final String packageName;
  private final Map<String, Object> context;
  private final MacroSet.Calling calling;
  private final Map<String, Object> replaced;

  /**
   * @param replaced what unit tests let macros answer, by name or by package and name
   */
  Names(
      MacroSet macros,
      String packageName,
      Map<String, Object> context,
      Map<String, Object> replaced) {
    this.replaced = replaced;
    this.macros = macros;
    this.packageName = packageName;
    this.context = context;
    this.calling = macros.calling(this);
  }

  /** The same, knowing one name more. */
  Names with(String name, Object value) {
    context.put(name, value);
    return this;
  }

  String packageName() {
    return packageName;
  }

  MacroSet.Calling macros() {
    return calling;
  }

  @Override
  public Object find(String name) {
    if (replaced.containsKey(name)) {
      return (Callable) arguments -> replaced.get(name);
    }
    Object macro =
        calling.find(packageName, name).or(() -> calling.find(macros.root(), name)).orElse(null);
    if (macro != null) {
      return macro;
    }
    if (macros.packages().contains(name)) {
      return replaced.keySet().stream().anyMatch(key -> key.startsWith(name + "."))
          ? partlyReplaced(name)
          : calling.namespace(name);
    }
    if (context.containsKey(name)) {
      return context.get(name);
    }
    return calling.find(MacroSet.DBT, name).map(Object.class::cast).orElse(Undefined.MISSING);
  }

  private HostObject partlyReplaced(String name) {
    HostObject original = calling.namespace(name);
    return member -> {
      String full = name + "." + member;
      return replaced.containsKey(full)
          ? (Callable) arguments -> replaced.get(full)
          : original.attribute(member);
    };
  }

  @Override
  public Collection<String> names() {
    Collection<String> all = new TreeSet<>(context.keySet());
    all.addAll(macros.packages());
    for (String each : List.of(packageName, macros.root(), MacroSet.DBT)) {
      all.addAll(macros.names(each));
    }
    return all;
  }
}
