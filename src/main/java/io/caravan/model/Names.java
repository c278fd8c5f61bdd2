package io.caravan.model;

import io.caravan.jinja.Bindings;
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

  Names(MacroSet macros, String packageName, Map<String, Object> context) {
    this.macros = macros;
    this.packageName = packageName;
    this.context = context;
    this.calling = macros.calling(this);
  }

  String packageName() {
    return packageName;
  }

  MacroSet.Calling macros() {
    return calling;
  }

  @Override
  public Object find(String name) {
    Object macro =
        calling.find(packageName, name).or(() -> calling.find(macros.root(), name)).orElse(null);
    if (macro != null) {
      return macro;
    }
    if (macros.packages().contains(name)) {
      return calling.namespace(name);
    }
    if (context.containsKey(name)) {
      return context.get(name);
    }
    return calling.find(MacroSet.DBT, name).map(Object.class::cast).orElse(Undefined.MISSING);
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
