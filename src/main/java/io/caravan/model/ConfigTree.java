package io.caravan.model;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The {@code models:}, {@code seeds:} and {@code tests:} trees of {@code dbt_project.yml}: folders
 * down to names, settings on the way.
 */
record ConfigTree(Rendering rendering) {
  /** What the tree says of a node: the nearer to it, the stronger. */
  Config at(Yaml.Mapping tree, List<String> fqn, Config start) {
    Config config = start.with(settings(tree));
    Yaml level = tree;
    for (String step : fqn) {
      level = level instanceof Yaml.Mapping mapping ? mapping.find(step).orElse(null) : null;
      if (!(level instanceof Yaml.Mapping here)) {
        return config;
      }
      config = config.with(settings(here));
    }
    return config;
  }

  /**
   * Keys with a plus, and keys whose value is no mapping, are settings; every other key is a folder
   * or a name.
   */
  private Map<String, Object> settings(Yaml.Mapping level) {
    Map<String, Object> settings = new LinkedHashMap<>();
    level
        .entries()
        .forEach(
            (key, value) -> {
              String name = key.startsWith("+") ? key.substring(1).strip() : key;
              if (key.startsWith("+") || !(value instanceof Yaml.Mapping)) {
                settings.put(name, name.endsWith("hook") ? value.plain() : rendering.plain(value));
              }
            });
    return settings;
  }

  /**
   * Folders of the tree that lead to none of the nodes: mostly a slip, though dbt only warns of it.
   */
  static List<Yaml> unused(Yaml.Mapping tree, List<List<String>> fqns) {
    List<Yaml> unused = new ArrayList<>();
    tree.entries()
        .forEach(
            (key, value) -> {
              if (key.startsWith("+") || !(value instanceof Yaml.Mapping below)) {
                return;
              }
              List<List<String>> through =
                  fqns.stream()
                      .filter(fqn -> !fqn.isEmpty() && fqn.get(0).equals(key))
                      .map(fqn -> fqn.subList(1, fqn.size()))
                      .toList();
              if (through.isEmpty()) {
                unused.add(new Yaml.Scalar(key, key, tree.at(key)));
              } else {
                unused.addAll(unused(below, through));
              }
            });
    return unused;
  }
}
