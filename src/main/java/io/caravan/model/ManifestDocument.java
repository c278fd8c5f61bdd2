package io.caravan.model;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * {@code manifest.json}: everything that is known of a project, by dbt's keys.
 *
 * @param compiled SQL that nodes came to, by their ids, as far as it is known
 * @param written when it is written, in seconds
 */
record ManifestDocument(Project project, Map<String, String> compiled, double written) {
  private static final Map<NodeKind, String> SECTIONS =
      Map.of(NodeKind.UNIT_TEST, "unit_tests", NodeKind.EXPOSURE, "exposures");
  private static final List<String> EMPTY =
      List.of("metrics", "disabled", "saved_queries", "semantic_models", "functions");

  Map<String, Object> map(Map<String, Object> metadata) {
    Map<String, Object> manifest = new LinkedHashMap<>();
    manifest.put("metadata", metadata);
    for (String section : List.of("nodes", "unit_tests", "exposures")) {
      manifest.put(section, new LinkedHashMap<String, Object>());
    }
    project.nodes().values().forEach(node -> put(manifest, section(node), node.id(), of(node)));
    Map<String, Object> sources = new LinkedHashMap<>();
    project.sources().forEach((id, source) -> sources.put(id, created(NodeMaps.of(source))));
    manifest.put("sources", sources);
    manifest.put("macros", macros());
    manifest.put("docs", project.docs());
    groups(manifest);
    manifest.put("selectors", selectors());
    EMPTY.forEach(key -> manifest.put(key, new LinkedHashMap<>()));
    Map<String, Object> parents = new LinkedHashMap<>();
    Map<String, Object> children = new LinkedHashMap<>();
    for (String id : project.graph().ids()) {
      parents.put(id, new ArrayList<>(project.graph().parents(id)));
      children.put(id, new ArrayList<>(project.graph().children(id)));
    }
    manifest.put("parent_map", parents);
    manifest.put("child_map", children);
    return manifest;
  }

  private static String section(Node node) {
    return SECTIONS.getOrDefault(node.kind(), "nodes");
  }

  private static void put(Map<String, Object> manifest, String section, String id, Object value) {
    if (manifest.get(section) instanceof Map<?, ?> map) {
      @SuppressWarnings("unchecked")
      Map<String, Object> known = (Map<String, Object>) map;
      known.put(id, value);
    }
  }

  private Map<String, Object> created(Map<String, Object> map) {
    map.put("created_at", written);
    return map;
  }

  Map<String, Object> of(Node node) {
    return created(
        switch (node.kind()) {
          case EXPOSURE -> NodeMaps.exposure(node, project.exposure(node.id()));
          case UNIT_TEST -> unitTest(node);
          case MODEL, SEED, SNAPSHOT, TEST, ANALYSIS, OPERATION -> node(node);
        });
  }

  private Map<String, Object> node(Node node) {
    Map<String, Object> map = NodeMaps.of(node, new MacroCalls(project.macros()).of(node));
    map.remove("batch");
    Map<String, Object> checksum = new LinkedHashMap<>();
    checksum.put("name", node.test().isPresent() ? "none" : "sha256");
    checksum.put("checksum", node.test().isPresent() ? "" : Digests.sha256(node.raw().strip()));
    map.put("checksum", checksum);
    map.put("build_path", null);
    if (node.isA(NodeKind.SEED)) {
      map.put("root_path", null);
      List.of("language", "refs", "sources", "constraints", "version").forEach(map::remove);
      return map;
    }
    map.put("metrics", List.of());
    map.put("functions", List.of());
    String sql = compiled.get(node.id());
    map.put("compiled_path", sql == null ? null : "target/compiled/" + node.file());
    map.put("compiled", sql != null);
    map.put("compiled_code", sql);
    map.put("extra_ctes_injected", sql != null);
    map.put("extra_ctes", List.of());
    map.put("contract", contract(node));
    if (node.isA(NodeKind.MODEL)) {
      map.put("latest_version", latest(node));
      map.put("deprecation_date", null);
      map.put("primary_key", primaryKey(node));
      map.put("time_spine", null);
    } else {
      List.of("constraints", "version").forEach(map::remove);
    }
    return map;
  }

  private static Map<String, Object> contract(Node node) {
    Map<String, Object> config = node.config().map("contract");
    Map<String, Object> contract = new LinkedHashMap<>();
    boolean enforced = Boolean.TRUE.equals(config.get("enforced"));
    contract.put("enforced", enforced);
    contract.put("alias_types", config.getOrDefault("alias_types", true));
    StringBuilder columns = new StringBuilder();
    node.documentation()
        .columns()
        .forEach(column -> columns.append(column.name()).append(column.dataType()));
    contract.put("checksum", enforced ? Digests.sha256(columns.toString()) : null);
    return contract;
  }

  private Object latest(Node node) {
    return project.latest(node).map(latest -> latest.documentation().version()).orElse(null);
  }

  /** What says of itself that it is the key, or is tested like one. */
  private List<String> primaryKey(Node node) {
    for (Object constraint : Config.listOf(node.config().values().get("constraints"))) {
      if (constraint instanceof Map<?, ?> map && "primary_key".equals(map.get("type"))) {
        return Config.listOf(map.get("columns")).stream().map(String::valueOf).toList();
      }
    }
    for (ColumnSpec column : node.documentation().columns()) {
      for (Object constraint : column.constraints()) {
        if (constraint instanceof Map<?, ?> map && "primary_key".equals(map.get("type"))) {
          return List.of(column.name());
        }
      }
    }
    Set<String> unique = new TreeSet<>();
    Set<String> filled = new TreeSet<>();
    for (String id : project.graph().children(node.id())) {
      project
          .node(id)
          .flatMap(Node::test)
          .filter(test -> test.attachedTo().equals(node.id()))
          .ifPresent(
              test -> {
                if (test.name().equals("not_null")) {
                  filled.add(test.column());
                } else if (test.name().equals("unique")) {
                  unique.add(test.column());
                } else if (test.name().equals("unique_combination_of_columns")) {
                  Config.listOf(test.arguments().get("combination_of_columns"))
                      .forEach(column -> unique.add(String.valueOf(column)));
                }
              });
    }
    Set<String> both = new TreeSet<>(unique);
    both.retainAll(filled);
    return List.copyOf(both.isEmpty() ? unique : both);
  }

  private Map<String, Object> unitTest(Node node) {
    UnitTest unit = node.unit().orElseThrow();
    Map<String, Object> all = NodeMaps.of(node);
    Map<String, Object> map = new LinkedHashMap<>();
    String model = unit.tested().split("\\.")[2];
    map.put("model", model);
    map.put(
        "given",
        unit.given().stream()
            .map(
                given -> {
                  Map<String, Object> one = new LinkedHashMap<>();
                  one.put("input", given.input());
                  one.putAll(rows(given.rows()));
                  return one;
                })
            .toList());
    map.put("expect", rows(unit.expect()));
    for (String key :
        List.of(
            "name",
            "resource_type",
            "package_name",
            "path",
            "original_file_path",
            "unique_id",
            "fqn",
            "description")) {
      map.put(key, all.get(key));
    }
    Map<String, Object> overrides = new LinkedHashMap<>();
    overrides.put("macros", unit.overrides().macros());
    overrides.put("vars", unit.overrides().vars());
    overrides.put("env_vars", unit.overrides().environment());
    boolean none = overrides.values().stream().allMatch(each -> ((Map<?, ?>) each).isEmpty());
    map.put("overrides", none ? null : overrides);
    map.put("depends_on", all.get("depends_on"));
    Map<String, Object> config = new LinkedHashMap<>();
    config.put("tags", new ArrayList<Object>(node.config().texts("tags")));
    config.put("meta", node.config().map("meta"));
    config.put("enabled", true);
    config.put("static_analysis", null);
    map.put("config", config);
    map.put("checksum", Digests.sha256(Json.write(List.of(map.get("given"), map.get("expect")))));
    map.put("schema", node.relation().namespace());
    map.put("versions", null);
    map.put("version", node.documentation().version().isEmpty() ? null : all.get("version"));
    return map;
  }

  private static Map<String, Object> rows(UnitTest.Rows rows) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("rows", rows.sql().isEmpty() ? rows.list() : rows.sql());
    map.put("format", rows.sql().isEmpty() ? "dict" : "sql");
    map.put("fixture", null);
    return map;
  }

  private Map<String, Object> macros() {
    Map<String, Object> macros = new LinkedHashMap<>();
    MacroSet all = project.macros();
    MacroCalls calls = new MacroCalls(all);
    for (String packageName : all.packages()) {
      for (String name : all.names(packageName)) {
        String id = "macro." + packageName + "." + name;
        all.definition(id)
            .ifPresent(
                macro -> {
                  Map<String, Object> map = NodeMaps.macro(id, packageName, macro, calls);
                  map.putAll(project.macroNotes(id));
                  macros.put(id, created(map));
                });
      }
    }
    return macros;
  }

  private void groups(Map<String, Object> manifest) {
    Map<String, Object> groups = new LinkedHashMap<>();
    Map<String, Object> members = new LinkedHashMap<>();
    for (Group group : project.groups()) {
      groups.put(group.id(), group.map());
      members.put(
          group.name(),
          project.nodes().values().stream()
              .filter(node -> node.config().text("group", "").equals(group.name()))
              .map(Node::id)
              .toList());
    }
    manifest.put("groups", groups);
    manifest.put("group_map", members);
  }

  private Map<String, Object> selectors() {
    Map<String, Object> selectors = new LinkedHashMap<>();
    project
        .selectors()
        .forEach(
            (name, selector) -> {
              Map<String, Object> one = new LinkedHashMap<>();
              one.put("name", name);
              one.put("description", selector.description());
              one.put("definition", selector.written());
              selectors.put(name, one);
            });
    return selectors;
  }
}
