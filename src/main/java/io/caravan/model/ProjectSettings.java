package io.caravan.model;

import io.caravan.record.DatasetName;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;

/**
 * What a project is read with.
 *
 * @param target name of the target, dbt's {@code target.name}
 * @param schema namespace of what no folder and no configuration places
 * @param threads models built at a time
 * @param vars values that win over those of the project
 * @param environment what {@code env_var()} may read
 * @param datasets tables that exist or that a route writes: what undeclared sources may name
 * @param artefacts folder, in the project or anywhere, for {@code manifest.json} and {@code
 *     run_results.json}
 * @param strict behave as dbt does even where that is known to fail
 */
public record ProjectSettings(
    String target,
    String schema,
    int threads,
    Map<String, Object> vars,
    Map<String, String> environment,
    Set<DatasetName> datasets,
    Path artefacts,
    boolean strict) {
  public ProjectSettings {
    vars = Map.copyOf(vars);
    environment = Map.copyOf(environment);
    datasets = Set.copyOf(datasets);
  }

  public static ProjectSettings usual() {
    return new ProjectSettings(
        "dev", "main", 2, Map.of(), System.getenv(), Set.of(), Path.of("target"), false);
  }

  public ProjectSettings withDatasets(Set<DatasetName> known) {
    return new ProjectSettings(
        target, schema, threads, vars, environment, known, artefacts, strict);
  }

  public ProjectSettings withArtefacts(Path folder) {
    return new ProjectSettings(
        target, schema, threads, vars, environment, datasets, folder, strict);
  }

  ProjectSettings withTarget(String name, String namespace) {
    return new ProjectSettings(
        name, namespace, threads, vars, environment, datasets, artefacts, strict);
  }

  ProjectSettings withEnvironment(Map<String, String> laidOver) {
    Map<String, String> both = new java.util.LinkedHashMap<>(environment);
    both.putAll(laidOver);
    return new ProjectSettings(target, schema, threads, vars, both, datasets, artefacts, strict);
  }

  public ProjectSettings withVars(Map<String, Object> laidOver) {
    Map<String, Object> both = new java.util.LinkedHashMap<>(vars);
    both.putAll(laidOver);
    return new ProjectSettings(
        target, schema, threads, both, environment, datasets, artefacts, strict);
  }
}
