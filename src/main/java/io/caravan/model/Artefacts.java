package io.caravan.model;

import io.caravan.record.WorldException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Writes {@code target/manifest.json} and {@code target/run_results.json} as dbt's tools read them.
 */
final class Artefacts {
  private final Path target;
  private final Project project;
  private final RunFacts facts;

  Artefacts(Path target, Project project, RunFacts facts) {
    this.target = target;
    this.project = project;
    this.facts = facts;
  }

  void write(Invocation invocation) {
    file("manifest.json", manifest());
    file("run_results.json", results(invocation));
  }

  void writeSources(List<SourceAge> ages) {
    Map<String, Object> written = new LinkedHashMap<>();
    written.put("metadata", metadata("sources/v3"));
    written.put("results", ages.stream().map(SourceAge::map).toList());
    written.put(
        "elapsed_time", ages.stream().mapToDouble(age -> SourceAge.seconds(age.took())).sum());
    file("sources.json", written);
  }

  private Map<String, Object> metadata(String schema) {
    Map<String, Object> metadata = new LinkedHashMap<>();
    metadata.put("dbt_schema_version", "https://schemas.getdbt.com/dbt/" + schema + ".json");
    metadata.put("dbt_version", CommonContext.DBT_VERSION);
    metadata.put("generated_at", facts.clock().instant().toString());
    metadata.put("invocation_id", facts.id());
    metadata.put("env", Map.of());
    metadata.put("adapter_type", "duckdb");
    metadata.put("project_name", project.name());
    return metadata;
  }

  private Map<String, Object> manifest() {
    Map<String, Object> manifest = new LinkedHashMap<>();
    manifest.put("metadata", metadata("manifest/v12"));
    Map<String, Object> nodes = new LinkedHashMap<>();
    Map<String, Object> units = new LinkedHashMap<>();
    Map<String, Object> exposures = new LinkedHashMap<>();
    project
        .nodes()
        .forEach(
            (id, node) ->
                (node.isA(NodeKind.UNIT_TEST)
                        ? units
                        : node.isA(NodeKind.EXPOSURE) ? exposures : nodes)
                    .put(id, manifestNode(project, node)));
    manifest.put("nodes", nodes);
    manifest.put("unit_tests", units);
    Map<String, Object> sources = new LinkedHashMap<>();
    project.sources().forEach((id, source) -> sources.put(id, NodeMaps.of(source)));
    manifest.put("sources", sources);
    List.of("docs", "metrics", "disabled", "saved_queries", "semantic_models")
        .forEach(key -> manifest.put(key, new LinkedHashMap<>()));
    manifest.put("exposures", exposures);
    manifest.put("macros", macros());
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
    manifest.put("selectors", selectors);
    Map<String, Object> parents = new LinkedHashMap<>();
    Map<String, Object> children = new LinkedHashMap<>();
    project
        .graph()
        .ids()
        .forEach(
            id -> {
              parents.put(id, new ArrayList<>(project.graph().parents(id)));
              children.put(id, new ArrayList<>(project.graph().children(id)));
            });
    manifest.put("parent_map", parents);
    manifest.put("child_map", children);
    return manifest;
  }

  private Map<String, Object> macros() {
    Map<String, Object> macros = new LinkedHashMap<>();
    MacroSet all = project.macros();
    MacroCalls calls = new MacroCalls(all);
    for (String packageName : all.packages()) {
      for (String name : all.names(packageName)) {
        String id = "macro." + packageName + "." + name;
        all.definition(id)
            .ifPresent(macro -> macros.put(id, NodeMaps.macro(id, packageName, macro, calls)));
      }
    }
    return macros;
  }

  static Map<String, Object> manifestNode(Project project, Node node) {
    if (node.isA(NodeKind.EXPOSURE)) {
      return NodeMaps.exposure(node, project.exposure(node.id()));
    }
    Map<String, Object> map = NodeMaps.of(node, new MacroCalls(project.macros()).of(node));
    Map<String, Object> checksum = new LinkedHashMap<>();
    checksum.put("name", "sha256");
    checksum.put("checksum", Digests.sha256(node.raw().strip()));
    map.put("checksum", checksum);
    return map;
  }

  private Map<String, Object> results(Invocation invocation) {
    Map<String, Object> written = new LinkedHashMap<>();
    written.put("metadata", metadata("run-results/v6"));
    List<Object> results = new ArrayList<>();
    for (NodeResult result : invocation.results()) {
      results.add(
          result(
              result.id(),
              status(result),
              result.message(),
              result.started(),
              result.took().toNanos() / 1e9,
              null,
              result.compiled()));
      for (TestVerdict verdict : result.tests()) {
        results.add(
            result(
                verdict.id(),
                status(verdict),
                verdict.message(),
                result.started(),
                0,
                verdict.failures(),
                verdict.sql()));
      }
    }
    written.put("results", results);
    written.put("elapsed_time", invocation.took().toNanos() / 1e9);
    written.put(
        "args",
        new LinkedHashMap<>(
            Map.of(
                "which",
                invocation.command(),
                "invocation_command",
                "dbt " + invocation.command())));
    return written;
  }

  private static Map<String, Object> result(
      String id,
      String status,
      String message,
      Instant started,
      double seconds,
      Long failures,
      String compiled) {
    Map<String, Object> one = new LinkedHashMap<>();
    one.put("status", status);
    Map<String, Object> timing = new LinkedHashMap<>();
    timing.put("name", "execute");
    timing.put("started_at", started.toString());
    timing.put("completed_at", started.plusNanos((long) (seconds * 1e9)).toString());
    one.put("timing", List.of(timing));
    one.put("thread_id", "models");
    one.put("execution_time", seconds);
    one.put("adapter_response", Map.of());
    one.put("message", message);
    one.put("failures", failures);
    one.put("unique_id", id);
    one.put("compiled", !compiled.isEmpty());
    one.put("compiled_code", compiled);
    one.put("relation_name", null);
    return one;
  }

  // dbt has no word for "built but not published": its error is what stops whatever reads it.
  private static String status(NodeResult result) {
    boolean test = result.kind().isTest();
    return switch (result.status()) {
      case SUCCESS, UNCHANGED -> test ? "pass" : "success";
      case WARNED -> test ? "warn" : "success";
      case BLOCKED -> "error";
      case FAILED -> test && result.rows() >= 0 ? "fail" : "error";
      case SKIPPED -> "skipped";
    };
  }

  private static String status(TestVerdict verdict) {
    return switch (verdict.outcome()) {
      case PASSED -> "pass";
      case WARNED -> "warn";
      case FAILED -> "fail";
      case BROKEN -> "error";
    };
  }

  /** Readers of an artefact see the one before or this one, never half of it. */
  private void file(String name, Map<String, Object> content) {
    try {
      Files.createDirectories(target);
      Path half = Files.createTempFile(target, name, ".tmp");
      Files.writeString(half, Json.pretty(content));
      Files.move(
          half,
          target.resolve(name),
          StandardCopyOption.REPLACE_EXISTING,
          StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException failed) {
      throw new WorldException(
          "Cannot write " + target.resolve(name) + ": " + failed.getMessage(), failed);
    }
  }
}
