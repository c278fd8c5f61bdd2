package io.caravan.model;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What one {@code *.yml} beside models, seeds or snapshots says. */
record PropertiesFile(
    String file,
    List<String> below,
    Map<String, List<Patch>> patches,
    List<SourceTable> sources,
    List<UnitTestEntry> unitTests,
    List<Group> groups,
    List<Yaml.Mapping> exposures,
    List<Yaml.Mapping> macros,
    PropertiesReader reader) {
  private static final Set<String> UNSUPPORTED = Set.of("functions");
  // Questions for a metrics server: no table depends on them.
  private static final Set<String> NOT_ANSWERED =
      Set.of("metrics", "semantic_models", "saved_queries");
  // Documentation only: they change nothing that is run.
  private static final Set<String> DOCUMENTATION = Set.of("version", "analyses", "anchors");
  private static final Set<String> PATCHED = Set.of("models", "seeds", "snapshots", "data_tests");
  private static final Set<String> MODEL_KEYS =
      Set.of(
          "name",
          "description",
          "columns",
          "tests",
          "data_tests",
          "config",
          "meta",
          "tags",
          "docs",
          "access",
          "group",
          "latest_version",
          "versions",
          "constraints",
          "deprecation_date",
          "time_spine",
          "relation");

  static PropertiesFile read(
      Folders.Source source, String packageName, Rendering rendering, Complaints complaints) {
    PropertiesReader reader = new PropertiesReader(packageName, rendering, complaints);
    Yaml.Mapping top = YamlReader.read(source.file(), source.text());
    List<String> known =
        new ArrayList<>(List.of("sources", "unit_tests", "groups", "exposures", "macros"));
    List.of(UNSUPPORTED, NOT_ANSWERED, DOCUMENTATION, PATCHED).forEach(known::addAll);
    complaints.unknownKeys(top, known, "properties");
    UNSUPPORTED.stream()
        .filter(top::has)
        .sorted()
        .forEach(
            key ->
                complaints.wrong(
                    top.at(key),
                    "Cannot run '" + key + "': it is not supported.",
                    "Remove it from this file."));
    NOT_ANSWERED.stream()
        .filter(top::has)
        .sorted()
        .forEach(
            key ->
                complaints.warn(
                    top.at(key),
                    "Cannot answer '" + key + "': there is no metrics server here.",
                    "Nothing that is built depends on them; they may stay."));
    Map<String, List<Patch>> patches = new LinkedHashMap<>();
    PATCHED.stream()
        .sorted()
        .forEach(
            kind ->
                patches.put(
                    kind,
                    reader.items(top, kind).stream()
                        .map(item -> reader.patch(item, MODEL_KEYS))
                        .toList()));
    List<UnitTestEntry> unitTests =
        reader.items(top, "unit_tests").stream()
            .map(item -> new UnitTestEntry(item, reader.config(item)))
            .toList();
    return new PropertiesFile(
        source.file(),
        source.below(),
        patches,
        new SourceReader(reader, source).read(top),
        unitTests,
        reader.items(top, "groups").stream().map(item -> Group.read(item, reader)).toList(),
        reader.items(top, "exposures"),
        reader.items(top, "macros"),
        reader);
  }

  /** A unit test as written, and its {@code config}. */
  record UnitTestEntry(Yaml.Mapping written, Map<String, Object> config) {}
}
