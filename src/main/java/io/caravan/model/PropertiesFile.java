package io.caravan.model;

import io.caravan.record.DatasetName;
import io.caravan.record.Place;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What one {@code *.yml} beside models, seeds or snapshots says. */
record PropertiesFile(
    String file,
    Map<String, List<Patch>> patches,
    List<SourceTable> sources,
    List<UnitTestEntry> unitTests) {
  private static final Set<String> UNSUPPORTED =
      Set.of("metrics", "semantic_models", "saved_queries", "functions");
  // Documentation only: they change nothing that is run.
  private static final Set<String> DOCUMENTATION =
      Set.of("version", "macros", "exposures", "groups", "analyses", "anchors");
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
  private static final Set<String> COLUMN_KEYS =
      Set.of(
          "name",
          "description",
          "data_type",
          "tests",
          "data_tests",
          "meta",
          "tags",
          "quote",
          "constraints",
          "config",
          "granularity",
          "policy_tags",
          "dimension",
          "entity");

  static PropertiesFile read(
      Folders.Source source, String packageName, Rendering rendering, Complaints complaints) {
    Reader reader = new Reader(packageName, rendering, complaints);
    Yaml.Mapping top = YamlReader.read(source.file(), source.text());
    List<String> known = new ArrayList<>(List.of("sources", "unit_tests"));
    List.of(UNSUPPORTED, DOCUMENTATION, PATCHED).forEach(known::addAll);
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
    return new PropertiesFile(source.file(), patches, reader.sources(top), unitTests);
  }

  /** A unit test as written, and its {@code config}. */
  record UnitTestEntry(Yaml.Mapping written, Map<String, Object> config) {}

  /** Reads the parts of one file. */
  private record Reader(String packageName, Rendering rendering, Complaints complaints) {
    private static final Set<String> SOURCE_KEYS =
        Set.of(
            "name",
            "description",
            "database",
            "schema",
            "loader",
            "loaded_at_field",
            "loaded_at_query",
            "meta",
            "tags",
            "config",
            "tables",
            "overrides",
            "freshness",
            "quoting");
    private static final Set<String> TABLE_KEYS =
        Set.of(
            "name",
            "description",
            "identifier",
            "loader",
            "loaded_at_field",
            "loaded_at_query",
            "freshness",
            "quoting",
            "external",
            "meta",
            "tags",
            "config",
            "columns",
            "tests",
            "data_tests");

    List<Yaml.Mapping> items(Yaml.Mapping owner, String key) {
      List<Yaml.Mapping> items = new ArrayList<>();
      Yaml found = owner.find(key).orElse(null);
      if (found instanceof Yaml.Sequence list) {
        for (Yaml item : list.items()) {
          if (item instanceof Yaml.Mapping mapping && mapping.has("name")) {
            items.add(mapping);
          } else {
            complaints.wrong(
                item.place(),
                "Cannot read " + key + ": " + item.kind() + " has no name.",
                "Begin the entry with '- name: ...'.");
          }
        }
      } else if (found != null) {
        complaints.wrong(
            found.place(),
            "Cannot read " + key + ": " + found.kind() + " is no list.",
            "Write one '- name: ...' for each below it.");
      }
      return items;
    }

    Patch patch(Yaml.Mapping item, Set<String> known) {
      String name = text(item, "name");
      warnUnknown(item, known, "'" + name + "'");
      return new Patch(
          name,
          text(item, "description"),
          config(item),
          items(item, "columns").stream().map(this::column).toList(),
          new TestUses(complaints).read(item),
          versions(item),
          text(item, "latest_version"),
          item.find("relation").map(raw -> String.valueOf(raw.plain())).orElse(""),
          item.place());
    }

    private List<Patch.Version> versions(Yaml.Mapping item) {
      List<Patch.Version> versions = new ArrayList<>();
      if (item.find("versions").orElse(null) instanceof Yaml.Sequence list) {
        for (Yaml entry : list.items()) {
          if (entry instanceof Yaml.Mapping version && version.has("v")) {
            versions.add(
                new Patch.Version(
                    text(version, "v"),
                    text(version, "defined_in"),
                    config(version),
                    entry.place()));
          } else {
            complaints.wrong(
                entry.place(),
                "Cannot read version: 'v' is missing.",
                "Begin the entry with '- v: 1'.");
          }
        }
      }
      return versions;
    }

    private ColumnSpec column(Yaml.Mapping item) {
      warnUnknown(item, COLUMN_KEYS, "column '" + text(item, "name") + "'");
      Config config = new Config(config(item));
      return new ColumnSpec(
          text(item, "name"),
          text(item, "description"),
          text(item, "data_type"),
          item.find("quote").map(q -> Boolean.TRUE.equals(q.plain())).orElse(false),
          config.map("meta"),
          config.texts("tags"),
          new TestUses(complaints).read(item),
          Config.listOf(item.find("constraints").map(rendering::plain).orElse(null)),
          item.place());
    }

    List<SourceTable> sources(Yaml.Mapping top) {
      List<SourceTable> tables = new ArrayList<>();
      for (Yaml.Mapping source : items(top, "sources")) {
        warnUnknown(source, SOURCE_KEYS, "source '" + text(source, "name") + "'");
        for (Yaml.Mapping table : items(source, "tables")) {
          Patch patch = patch(table, TABLE_KEYS);
          String schema = source.has("schema") ? text(source, "schema") : text(source, "name");
          String identifier = table.has("identifier") ? text(table, "identifier") : patch.name();
          Place place = table.has("identifier") ? table.at("identifier") : table.at("name");
          try {
            tables.add(
                new SourceTable(
                    packageName,
                    text(source, "name"),
                    text(source, "description"),
                    new DatasetName(schema, identifier),
                    patch,
                    Config.NONE.with(config(source)).with(patch.config()),
                    place));
          } catch (IllegalArgumentException noName) {
            complaints.wrong(
                place,
                noName.getMessage(),
                "Name the lake table with 'schema:' of the source and 'identifier:' of the table.");
          }
        }
      }
      return tables;
    }

    private Map<String, Object> config(Yaml.Mapping item) {
      Map<String, Object> config = new LinkedHashMap<>();
      for (String beside : List.of("meta", "tags", "docs", "access", "group", "constraints")) {
        item.find(beside).ifPresent(value -> config.put(beside, rendering.plain(value)));
      }
      Yaml written = item.find("config").orElse(Yaml.Mapping.NONE);
      if (written instanceof Yaml.Mapping mapping) {
        return new LinkedHashMap<>(new Config(config).with(hooksRaw(mapping)).values());
      }
      complaints.wrong(
          written.place(),
          "Cannot read config: " + written.kind() + " is no mapping.",
          "Write it as 'key: value' lines.");
      return config;
    }

    /** Hooks are rendered when they run. */
    private Map<String, Object> hooksRaw(Yaml.Mapping mapping) {
      Map<String, Object> values = new LinkedHashMap<>();
      mapping
          .entries()
          .forEach(
              (key, value) ->
                  values.put(key, key.endsWith("hook") ? value.plain() : rendering.plain(value)));
      return values;
    }

    private String text(Yaml.Mapping item, String key) {
      return item.find(key).map(value -> String.valueOf(rendering.plain(value))).orElse("");
    }

    // dbt lets unknown keys pass; so do we, but a slip is said.
    private void warnUnknown(Yaml.Mapping item, Set<String> known, String object) {
      item.entries().keySet().stream()
          .filter(key -> !known.contains(key))
          .forEach(
              key ->
                  complaints.warn(
                      item.at(key),
                      "Cannot use '" + key + "' of " + object + ": it is unknown.",
                      io.caravan.record.Spelling.didYouMean(
                          key, known, "Move it under 'meta', or remove it.")));
    }
  }
}
