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
    map.put("raw_code", node.isA(NodeKind.SEED) ? "" : node.raw().strip());
    map.put("language", "sql");
    map.put("refs", refs(node));
    map.put("sources", sources(node));
    map.put("depends_on", dependsOn(node, macros));
    node.test()
        .ifPresent(
            test -> {
              map.put("column_name", test.column().isEmpty() ? null : test.column());
              map.put("attached_node", test.attachedTo());
              map.put("file_key_name", fileKey(test.attachedTo()));
              Map<String, Object> metadata = new LinkedHashMap<>();
              int dot = test.use().test().indexOf('.');
              metadata.put("name", test.name());
              metadata.put("kwargs", GenericTests.called(test));
              metadata.put("namespace", dot < 0 ? null : test.use().test().substring(0, dot));
              map.put("test_metadata", metadata);
            });
    return map;
  }

  private static String fileKey(String attachedTo) {
    String[] parts = attachedTo.split("\\.");
    return parts[0] + "s." + parts[2];
  }

  private static List<Object> refs(Node node) {
    List<Object> refs = new ArrayList<>();
    for (String id : node.dependsOn()) {
      String[] parts = id.split("\\.");
      if (!parts[0].equals("source")) {
        Map<String, Object> ref = new LinkedHashMap<>();
        ref.put("name", parts[2]);
        ref.put("package", parts[1].equals(node.packageName()) ? null : parts[1]);
        ref.put("version", parts.length > 3 ? parts[3].substring(1) : null);
        refs.add(ref);
      }
    }
    return refs;
  }

  private static List<Object> sources(Node node) {
    List<Object> sources = new ArrayList<>();
    for (String id : node.dependsOn()) {
      String[] parts = id.split("\\.");
      if (parts[0].equals("source")) {
        sources.add(new ArrayList<Object>(List.of(parts[2], parts[3])));
      }
    }
    return sources;
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
    map.put(
        "path",
        switch (kind) {
          case ANALYSIS -> "analysis/" + path(file);
          case TEST -> name + ".sql";
          default -> path(file);
        });
    map.put("original_file_path", file);
    map.put("fqn", new ArrayList<>(fqn));
    Map<String, Object> full = ConfigMaps.of(kind, config);
    map.put("config", full);
    map.put("unrendered_config", ConfigMaps.said(kind, config));
    map.put("tags", full.get("tags"));
    map.put("meta", full.get("meta"));
    map.put("group", full.get("group"));
    map.put("docs", ConfigMaps.of(NodeKind.MODEL, config).get("docs"));
    map.put("description", documentation.description());
    map.put("doc_blocks", List.of());
    map.put(
        "patch_path",
        documentation.file().isEmpty() ? null : packageName + "://" + documentation.file());
    map.put("version", documentation.version().isEmpty() ? null : documentation.version());
    map.put("columns", columns(documentation.columns()));
    if (kind == NodeKind.MODEL) {
      map.put("batch", null);
      map.put("access", Access.level(config));
    }
    map.put("constraints", new ArrayList<>(Config.listOf(config.values().get("constraints"))));
    return map;
  }

  private static String path(String file) {
    return file.substring(file.indexOf('/') + 1);
  }

  private static Map<String, Object> columns(List<ColumnSpec> specs) {
    Map<String, Object> columns = new LinkedHashMap<>();
    for (ColumnSpec column : specs) {
      Map<String, Object> one = new LinkedHashMap<>();
      one.put("name", column.name());
      one.put("description", column.description());
      one.put("meta", column.meta());
      one.put("data_type", column.dataType().isEmpty() ? null : column.dataType());
      one.put("constraints", new ArrayList<>(column.constraints()));
      one.put("quote", column.quote() ? true : null);
      Map<String, Object> config = new LinkedHashMap<>();
      config.put("meta", column.meta());
      config.put("tags", new ArrayList<Object>(column.tags()));
      one.put("config", config);
      one.put("tags", new ArrayList<Object>(column.tags()));
      one.put("granularity", null);
      one.put("doc_blocks", List.of());
      columns.put(column.name(), one);
    }
    return columns;
  }

  static Map<String, Object> exposure(Node node, Map<String, Object> details) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("name", node.name());
    map.put("resource_type", node.kind().word());
    map.put("package_name", node.packageName());
    map.put("path", path(node.file()));
    map.put("original_file_path", node.file());
    map.put("unique_id", node.id());
    map.put("fqn", new ArrayList<>(node.fqn()));
    map.putAll(details);
    map.put("description", node.documentation().description());
    Map<String, Object> config = new LinkedHashMap<>(Map.of("enabled", true));
    config.put("tags", new ArrayList<Object>(node.config().texts("tags")));
    config.put("meta", node.config().map("meta"));
    map.put("meta", config.get("meta"));
    map.put("tags", config.get("tags"));
    map.put("config", config);
    map.put("unrendered_config", Map.of());
    map.put("refs", refs(node));
    map.put("sources", sources(node));
    map.put("metrics", List.of());
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
    Map<String, Object> docs = new LinkedHashMap<>();
    docs.put("show", true);
    docs.put("node_color", null);
    map.put("docs", docs);
    map.put("config", Map.of("meta", Map.of(), "docs", docs));
    map.put("patch_path", null);
    map.put("arguments", List.of());
    map.put("supported_languages", null);
    return map;
  }

  private static Map<String, Object> dependsOn(Node node, Collection<String> macros) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("macros", new ArrayList<Object>(macros));
    if (!node.isA(NodeKind.SEED)) {
      map.put("nodes", new ArrayList<Object>(node.dependsOn()));
    }
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
    map.put("config", config(source));
    map.put("unrendered_config", new LinkedHashMap<>(source.config().values()));
    map.put("columns", columns(source.patch().columns()));
    map.put("quoting", Map.of());
    map.put("external", null);
    map.put("source_meta", Map.of());
    map.put("patch_path", null);
    map.put("doc_blocks", List.of());
    map.put("unrendered_database", null);
    map.put("unrendered_schema", dataset.namespace());
    map.put("tags", new ArrayList<Object>(source.config().texts("tags")));
    map.put("meta", source.config().map("meta"));
    map.put("loader", source.loader());
    map.put("freshness", Freshness.of(source.config()).map(Freshness::criteria).orElse(null));
    map.put("loaded_at_field", source.config().find("loaded_at_field").orElse(null));
    map.put("loaded_at_query", source.config().find("loaded_at_query").orElse(null));
    return map;
  }

  private static Map<String, Object> config(SourceTable source) {
    Map<String, Object> config = new LinkedHashMap<>();
    config.put("enabled", true);
    for (String key :
        List.of("event_time", "loaded_at_field", "loaded_at_query", "static_analysis")) {
      config.put(key, source.config().find(key).orElse(null));
    }
    config.put("freshness", Freshness.of(source.config()).map(Freshness::criteria).orElse(null));
    config.put("meta", source.config().map("meta"));
    config.put("tags", new ArrayList<Object>(source.config().texts("tags")));
    source.config().values().forEach(config::putIfAbsent);
    return config;
  }
}
