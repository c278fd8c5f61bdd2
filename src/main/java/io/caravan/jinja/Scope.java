package io.caravan.jinja;

import io.caravan.jinja.value.Undefined;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Variables of one block, with those of the blocks around it behind them and the context behind
 * all.
 */
final class Scope implements Bindings {
  private final Scope outer;
  private final Bindings context;
  private Map<String, Object> variables;

  private Scope(Scope outer, Bindings context) {
    this.outer = outer;
    this.context = context;
  }

  static Scope root(Bindings context) {
    return new Scope(null, context);
  }

  Scope inner() {
    return new Scope(this, context);
  }

  void set(String name, Object value) {
    if (variables == null) {
      variables = new HashMap<>(8);
    }
    variables.put(name, value);
  }

  @Override
  public Object find(String name) {
    for (Scope scope = this; scope != null; scope = scope.outer) {
      Object value = scope.own(name);
      if (value != Undefined.MISSING) {
        return value;
      }
    }
    return context.find(name);
  }

  /** The value of a variable of this block itself. */
  Object own(String name) {
    if (variables == null) {
      return Undefined.MISSING;
    }
    Object value = variables.get(name);
    return value == null && !variables.containsKey(name) ? Undefined.MISSING : value;
  }

  @Override
  public Collection<String> names() {
    Set<String> all = new LinkedHashSet<>();
    for (Scope scope = this; scope != null; scope = scope.outer) {
      all.addAll(scope.variables == null ? List.of() : scope.variables.keySet());
    }
    all.addAll(context.names());
    return new ArrayList<>(all);
  }
}
