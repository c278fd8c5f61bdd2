package io.caravan.jinja;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What one template keeps while it is rendered: its top-level variables, and its blocks with those
 * of the templates it extends.
 */
final class Context {
  private final Environment environment;
  private final Scope root;
  private final Map<String, List<BlockStatement>> blocks = new HashMap<>();
  private final Set<String> concealed = new HashSet<>();
  private Template parent;

  Context(Environment environment, Template template, Bindings outer) {
    this.environment = environment;
    this.root = Scope.root(outer);
    add(template);
  }

  Environment environment() {
    return environment;
  }

  Scope root() {
    return root;
  }

  private void add(Template template) {
    template
        .blocks()
        .forEach(
            (name, block) -> blocks.computeIfAbsent(name, key -> new ArrayList<>()).add(block));
  }

  /** The template that this one extends, once it has said so. */
  Template parent() {
    return parent;
  }

  void inherit(Template from) {
    parent = from;
    add(from);
  }

  /** Forgets the parent: it is its turn now. */
  Template takeParent() {
    Template next = parent;
    parent = null;
    return next;
  }

  /** The definition of a block, the most derived at level 0, or {@code null}. */
  BlockStatement block(String name, int level) {
    List<BlockStatement> stack = blocks.getOrDefault(name, List.of());
    return level < stack.size() ? stack.get(level) : null;
  }

  /** Imported names are not exported again. */
  void conceal(String name, Frame frame) {
    if (frame.scope() == root) {
      concealed.add(name);
    }
  }

  boolean exports(String name) {
    return !name.startsWith("_") && !concealed.contains(name);
  }
}
