package io.caravan.model;

import io.caravan.record.DatasetName;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Nodes as plain maps: {@code model} and {@code graph} in templates, and {@code manifest.json}. */
final class NodeMaps {
  private NodeMaps() {}

  static Map<String, Object> of(Node node) {
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
    map.put(
        "depends_on",
        new LinkedHashMap<>(
            Map.of("nodes", new ArrayList<>(node.dependsOn()), "macros", new ArrayList<>())));
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
    map.put("materialized", kind == NodeKind.MODEL ? "view" : kind.word());
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
