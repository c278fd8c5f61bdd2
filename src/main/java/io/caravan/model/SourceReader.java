package io.caravan.model;

import io.caravan.record.DatasetName;
import io.caravan.record.Place;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads the {@code sources} of a properties file; what a source says holds for its tables. */
record SourceReader(PropertiesReader reader, Folders.Source file) {
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
  private static final Set<String> LOADED = Set.of("loaded_at_field", "loaded_at_query");

  List<SourceTable> read(Yaml.Mapping top) {
    List<SourceTable> tables = new ArrayList<>();
    for (Yaml.Mapping source : reader.items(top, "sources")) {
      reader.warnUnknown(source, SOURCE_KEYS, "source '" + reader.text(source, "name") + "'");
      for (Yaml.Mapping table : reader.items(source, "tables")) {
        read(source, table).ifPresent(tables::add);
      }
    }
    return tables;
  }

  private Optional<SourceTable> read(Yaml.Mapping source, Yaml.Mapping table) {
    Patch patch = reader.patch(table, TABLE_KEYS);
    String name = reader.text(source, "name");
    String schema = source.has("schema") ? reader.text(source, "schema") : name;
    String identifier = table.has("identifier") ? reader.text(table, "identifier") : patch.name();
    Place place = table.has("identifier") ? table.at("identifier") : table.at("name");
    List<String> fqn = new ArrayList<>(List.of(reader.packageName()));
    fqn.addAll(file.below());
    fqn.addAll(List.of(name, patch.name()));
    try {
      return Optional.of(
          new SourceTable(
              reader.packageName(),
              name,
              reader.text(source, "description"),
              new DatasetName(schema, identifier),
              fqn,
              patch,
              config(source, table),
              reader.text(table.has("loader") ? table : source, "loader"),
              place));
    } catch (IllegalArgumentException noName) {
      reader
          .complaints()
          .wrong(
              place,
              noName.getMessage(),
              "Name the lake table with 'schema:' of the source and 'identifier:' of the table.");
      return Optional.empty();
    }
  }

  private Config config(Yaml.Mapping source, Yaml.Mapping table) {
    Map<String, Object> nearer = new LinkedHashMap<>(reader.config(table));
    Map<String, Object> wider = new LinkedHashMap<>(reader.config(source));
    for (String key : List.of("freshness", "loaded_at_field", "loaded_at_query")) {
      nearer.remove(key);
      wider.remove(key);
    }
    Map<String, Object> both = new LinkedHashMap<>(Config.NONE.with(wider).with(nearer).values());
    freshness(source, table).ifPresent(freshness -> both.put("freshness", freshness));
    loadedAt(source, table).ifPresent(loaded -> both.put(loaded.getKey(), loaded.getValue()));
    return new Config(both);
  }

  /** Thresholds of the table are laid over those of its source; {@code null} takes them away. */
  private Optional<Map<String, Object>> freshness(Yaml.Mapping source, Yaml.Mapping table) {
    Map<String, Object> merged = null;
    boolean said = false;
    for (Yaml.Mapping level : levels(source, table)) {
      if (!level.has("freshness")) {
        continue;
      }
      said = true;
      Yaml written = level.entries().get("freshness");
      if (!(written instanceof Yaml.Mapping mapping)) {
        merged = null;
        continue;
      }
      Freshness.check(mapping, reader.complaints());
      Map<String, Object> laidOver = new LinkedHashMap<>(merged == null ? Map.of() : merged);
      mapping
          .entries()
          .forEach((key, value) -> lay(laidOver, key, reader.rendering().plain(value)));
      merged = laidOver;
    }
    return said && merged == null ? Optional.of(Map.of()) : Optional.ofNullable(merged);
  }

  private static void lay(Map<String, Object> merged, String key, Object value) {
    if (value instanceof Map<?, ?> age && merged.get(key) instanceof Map<?, ?> before) {
      Map<Object, Object> both = new LinkedHashMap<>(before);
      both.putAll(age);
      merged.put(key, both);
    } else {
      merged.put(key, value);
    }
  }

  /** How the newest row is found: what the table says, else what its source says. */
  private Optional<Map.Entry<String, Object>> loadedAt(Yaml.Mapping source, Yaml.Mapping table) {
    for (List<Yaml.Mapping> levels :
        List.of(List.of(settings(table), table), List.<Yaml.Mapping>of(settings(source), source))) {
      List<String> said =
          LOADED.stream()
              .filter(key -> levels.stream().anyMatch(level -> level.has(key)))
              .sorted()
              .toList();
      if (said.size() > 1) {
        reader
            .complaints()
            .wrong(
                levels.get(1).place(),
                "Cannot tell how fresh '"
                    + reader.text(levels.get(1), "name")
                    + "' is: it has both loaded_at_field and loaded_at_query.",
                "Keep one of the two.");
      }
      if (!said.isEmpty()) {
        String key = said.get(0);
        return levels.stream()
            .flatMap(level -> level.find(key).stream())
            .findFirst()
            // A query is rendered when it is asked, for it may say {{ this }}.
            .map(
                value ->
                    Map.entry(
                        key,
                        key.endsWith("query") ? value.plain() : reader.rendering().plain(value)));
      }
    }
    return Optional.empty();
  }

  private static List<Yaml.Mapping> levels(Yaml.Mapping source, Yaml.Mapping table) {
    return List.of(source, settings(source), table, settings(table));
  }

  private static Yaml.Mapping settings(Yaml.Mapping item) {
    return item.find("config").orElse(null) instanceof Yaml.Mapping mapping
        ? mapping
        : Yaml.Mapping.NONE;
  }
}
