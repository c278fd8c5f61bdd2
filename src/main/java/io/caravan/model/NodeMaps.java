package io.caravan.model;

import io.caravan.jinja.MacroDefinition;
import io.caravan.record.DatasetName;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Nodes as plain maps: {@code model} and {@code graph} in templates, and {@code manifest.json}. */
final class NodeMaps {
  /** What configuration is when nobody says anything of it, as dbt writes it. */
  static final Map<String, Object> USUAL =
      Map.ofEntries(
          Map.entry("enabled", true),
          Map.entry("materialized", "view"),
          Map.entry("lookback", 1),
          Map.entry("on_schema_change", "ignore"),
          Map.entry("on_configuration_change", "apply"),
          Map.entry("access", "protected"),
          Map.entry("show", true),
          Map.entry("enforced", false),
          Map.entry("alias_types", true),
          Map.entry("delimiter", ","),
          Map.entry("severity", "ERROR"),
          Map.entry("fail_calc", "count(*)"),
          Map.entry("warn_if", "!= 0"),
          Map.entry("error_if", "!= 0"));

  private NodeMaps() {}

  static Map<String, Object> of(Node node) {
    return of(node, List.of());
  }

  /**
   * @param macros ids of those it calls
   */
  static Map<String, Object> of(Node node, Collection<String> macros) {
    Map<String, Object> map =
        describing(
            node.id(),
            node.kind(),
            node.packageName(),
            node.name(),
            node.file(),
            node.fqn(),
            node.config(),
            node.documentation());
    map.put("schema", node.relation().namespace());
    map.put("alias", node.relation().table());
    map.put("database", "lake");
    map.put("relation_name", node.leavesRelation() ? Relation.quote(node.relation()) : null);
    map.put("raw_code", node.raw().strip());
    map.put("language", "sql");
    map.put("depends_on", dependsOn(node, macros));
    node.test()
        .ifPresent(
            test -> {
              map.put("column_name", test.column().isEmpty() ? null : test.column());
              map.put("attached_node", test.attachedTo());
              Map<String, Object> metadata = new LinkedHashMap<>();
              metadata.put("name", test.name());
              metadata.put("kwargs", test.arguments());
              map.put("test_metadata", metadata);
            });
    return map;
  }

  static Map<String, Object> exposure(Node node, Map<String, Object> details) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("name", node.name());
    map.put("resource_type", node.kind().word());
    map.put("package_name", node.packageName());
    map.put("path", node.file().substring(node.file().indexOf('/') + 1));
    map.put("original_file_path", node.file());
    map.put("unique_id", node.id());
    map.put("fqn", new ArrayList<>(node.fqn()));
    map.putAll(details);
    map.remove("reads");
    map.put("description", node.documentation().description());
    map.put("meta", node.config().map("meta"));
    map.put("tags", new ArrayList<Object>(node.config().texts("tags")));
    Map<String, Object> config = new LinkedHashMap<>(Map.of("enabled", true));
    config.put("tags", map.get("tags"));
    config.put("meta", map.get("meta"));
    map.put("config", config);
    map.put("depends_on", dependsOn(node, List.of()));
    return map;
  }

  static Map<String, Object> macro(
      String id, String packageName, MacroDefinition macro, MacroCalls calls) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("name", macro.macroName());
    map.put("resource_type", "macro");
    map.put("package_name", packageName);
    map.put("path", macro.place().file());
    map.put("original_file_path", macro.place().file());
    map.put("unique_id", id);
    map.put("macro_sql", macro.source());
    map.put("depends_on", Map.of("macros", new ArrayList<>(calls.in(macro.source(), packageName))));
    map.put("description", "");
    map.put("meta", Map.of());
    map.put("arguments", List.of());
    return map;
  }

  private static Map<String, Object> dependsOn(Node node, Collection<String> macros) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("macros", new ArrayList<Object>(macros));
    map.put("nodes", new ArrayList<Object>(node.dependsOn()));
    return map;
  }

  /** What is known of a node before its references are followed. */
  static Map<String, Object> describing(
      String id,
      NodeKind kind,
      String packageName,
      String name,
      String file,
      List<String> fqn,
      Config config,
      Node.Documentation documentation) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("unique_id", id);
    map.put("resource_type", kind.word());
    map.put("package_name", packageName);
    map.put("name", name);
    map.put("path", file.substring(file.indexOf('/') + 1));
    map.put("original_file_path", file);
    map.put("fqn", new ArrayList<>(fqn));
    map.put("config", config(config, kind));
    map.put("tags", new ArrayList<Object>(config.texts("tags")));
    map.put("meta", config.map("meta"));
    map.put("description", documentation.description());
    map.put("version", documentation.version().isEmpty() ? null : documentation.version());
    Map<String, Object> columns = new LinkedHashMap<>();
    for (ColumnSpec column : documentation.columns()) {
      Map<String, Object> one = new LinkedHashMap<>();
      one.put("name", column.name());
      one.put("description", column.description());
      one.put("data_type", column.dataType().isEmpty() ? null : column.dataType());
      one.put("meta", column.meta());
      one.put("tags", new ArrayList<Object>(column.tags()));
      one.put("constraints", new ArrayList<>(column.constraints()));
      columns.put(column.name(), one);
    }
    map.put("columns", columns);
    if (kind == NodeKind.MODEL) {
      map.put("batch", null);
    }
    map.put("constraints", new ArrayList<>(Config.listOf(config.values().get("constraints"))));
    return map;
  }

  private static Map<String, Object> config(Config config, NodeKind kind) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("enabled", true);
    map.put(
        "materialized", kind == NodeKind.MODEL || kind == NodeKind.ANALYSIS ? "view" : kind.word());
    map.putAll(config.values());
    return map;
  }

  static Map<String, Object> of(SourceTable source) {
    DatasetName dataset = source.dataset();
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("unique_id", source.id());
    map.put("resource_type", "source");
    map.put("package_name", source.packageName());
    map.put("source_name", source.source());
    map.put("source_description", source.sourceDescription());
    map.put("name", source.patch().name());
    map.put("identifier", dataset.table());
    map.put("schema", dataset.namespace());
    map.put("database", "lake");
    map.put("relation_name", Relation.quote(dataset));
    map.put("path", source.place().file());
    map.put("original_file_path", source.place().file());
    map.put("fqn", new ArrayList<>(source.fqn()));
    map.put("description", source.patch().description());
    map.put("config", new LinkedHashMap<>(source.config().values()));
    map.put("tags", new ArrayList<Object>(source.config().texts("tags")));
    map.put("meta", source.config().map("meta"));
    map.put("loader", source.loader());
    map.put("freshness", Freshness.of(source.config()).map(Freshness::criteria).orElse(null));
    map.put("loaded_at_field", source.config().find("loaded_at_field").orElse(null));
    map.put("loaded_at_query", source.config().find("loaded_at_query").orElse(null));
    return map;
  }
}
