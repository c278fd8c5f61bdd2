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
import java.util.Set;

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

  void write(Invocation invocation, RunOptions options) {
    Map<String, String> compiled = new LinkedHashMap<>();
    for (NodeResult result : invocation.results()) {
      compiled.put(result.id(), result.compiled());
      result.tests().forEach(test -> compiled.put(test.id(), test.sql()));
    }
    compiled.values().removeIf(String::isEmpty);
    manifest(compiled);
    file("run_results.json", results(invocation, options));
  }

  /** Both documents that dbt's documentation site shows. */
  void writeDocs(Map<String, String> compiled, Workbench bench) {
    Lineage lineage = Lineage.of(project, bench, facts);
    manifest(compiled, lineage);
    file("catalog.json", new CatalogDocument(project, bench).map(metadata("catalog/v1")));
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
    metadata.put("invocation_started_at", facts.started().toString());
    metadata.put("env", Map.of());
    if (schema.startsWith("manifest")) {
      metadata.put("project_name", project.name());
      metadata.put("project_id", Digests.md5(project.name()));
      metadata.put("user_id", null);
      metadata.put("send_anonymous_usage_stats", false);
      metadata.put("adapter_type", "duckdb");
      Map<String, Object> quoting = new LinkedHashMap<>();
      List.of("database", "schema", "identifier").forEach(part -> quoting.put(part, true));
      quoting.put("column", null);
      metadata.put("quoting", quoting);
      metadata.put("run_started_at", facts.started().toString());
    }
    return metadata;
  }

  /** The manifest with the origins of each model's columns beside them. */
  private void manifest(Map<String, String> compiled, Lineage lineage) {
    double now = facts.clock().instant().toEpochMilli() / 1000.0;
    Map<String, Object> manifest =
        new ManifestDocument(project, compiled, now).map(metadata("manifest/v12"));
    if (manifest.get("nodes") instanceof Map<?, ?> nodes) {
      for (Node node : project.nodes().values()) {
        Map<String, Set<String>> made = lineage.of(node.relation());
        if (node.leavesRelation()
            && !made.isEmpty()
            && nodes.get(node.id()) instanceof Map<?, ?> map) {
          @SuppressWarnings("unchecked")
          Map<String, Object> known = (Map<String, Object>) map;
          known.put("column_lineage", made);
        }
      }
    }
    file("manifest.json", manifest);
  }

  private void manifest(Map<String, String> compiled) {
    double now = facts.clock().instant().toEpochMilli() / 1000.0;
    file(
        "manifest.json",
        new ManifestDocument(project, compiled, now).map(metadata("manifest/v12")));
  }

  private Map<String, Object> results(Invocation invocation, RunOptions options) {
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
    Map<String, Object> arguments = new LinkedHashMap<>();
    arguments.put("which", invocation.command());
    arguments.put("invocation_command", "dbt " + invocation.command());
    arguments.put("full_refresh", options.fullRefresh());
    arguments.put("vars", options.vars());
    written.put("args", arguments);
    return written;
  }

  private Map<String, Object> result(
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
    one.put(
        "relation_name",
        project
            .node(id)
            .filter(Node::leavesRelation)
            .map(node -> Relation.quote(node.relation()))
            .orElse(null));
    one.put("batch_results", null);
    return one;
  }

  // dbt has no word for "built but not published": its error is what stops whatever reads it.
  static String status(NodeResult result) {
    boolean test = result.kind().isTest();
    return switch (result.status()) {
      case SUCCESS, UNCHANGED -> test ? "pass" : "success";
      case WARNED -> test ? "warn" : "success";
      case BLOCKED -> "error";
      case FAILED -> test && result.rows() >= 0 ? "fail" : "error";
      case SKIPPED -> "skipped";
    };
  }

  static String status(TestVerdict verdict) {
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
