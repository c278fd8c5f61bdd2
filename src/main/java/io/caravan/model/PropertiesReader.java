package io.caravan.model;

import io.caravan.record.Spelling;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Reads the parts of properties files: names, configurations, columns, versions. */
record PropertiesReader(String packageName, Rendering rendering, Complaints complaints) {
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
    List<ColumnSpec> columns = items(item, "columns").stream().map(this::column).toList();
    List<TestUse> tests = new TestUses(complaints).read(item);
    return new Patch(
        name,
        text(item, "description"),
        config(item),
        columns,
        tests,
        versions(item, columns, tests),
        text(item, "latest_version"),
        item.find("relation").map(raw -> String.valueOf(raw.plain())).orElse(""),
        item.place());
  }

  private List<Patch.Version> versions(
      Yaml.Mapping item, List<ColumnSpec> columns, List<TestUse> tests) {
    List<Patch.Version> versions = new ArrayList<>();
    if (item.find("versions").orElse(null) instanceof Yaml.Sequence list) {
      for (Yaml entry : list.items()) {
        if (entry instanceof Yaml.Mapping version && version.has("v")) {
          versions.add(
              new Patch.Version(
                  text(version, "v"),
                  text(version, "defined_in"),
                  text(version, "description"),
                  config(version),
                  columns(version, columns),
                  version.has("tests") || version.has("data_tests")
                      ? new TestUses(complaints).read(version)
                      : tests,
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

  /** The model's columns as far as the version includes them, and then the version's own. */
  private List<ColumnSpec> columns(Yaml.Mapping version, List<ColumnSpec> inherited) {
    List<ColumnSpec> kept = new ArrayList<>(inherited);
    List<ColumnSpec> own = new ArrayList<>();
    if (version.find("columns").orElse(null) instanceof Yaml.Sequence list) {
      for (Yaml entry : list.items()) {
        if (entry instanceof Yaml.Mapping choice && choice.has("include")) {
          List<String> included = texts(choice, "include");
          List<String> excluded = texts(choice, "exclude");
          boolean all = included.equals(List.of("*")) || included.equals(List.of("all"));
          kept.removeIf(
              column ->
                  !all && !included.contains(column.name()) || excluded.contains(column.name()));
        } else if (entry instanceof Yaml.Mapping column && column.has("name")) {
          own.add(column(column));
        } else {
          complaints.wrong(
              entry.place(),
              "Cannot read columns: " + entry.kind() + " has no name.",
              "Begin the entry with '- name: ...' or '- include: ...'.");
        }
      }
    }
    kept.removeIf(column -> own.stream().anyMatch(each -> each.name().equals(column.name())));
    kept.addAll(own);
    return kept;
  }

  private List<String> texts(Yaml.Mapping item, String key) {
    return Config.listOf(item.find(key).map(rendering::plain).orElse(null)).stream()
        .map(String::valueOf)
        .toList();
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

  Map<String, Object> config(Yaml.Mapping item) {
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

  /** Hooks and queries are rendered when they run. */
  private Map<String, Object> hooksRaw(Yaml.Mapping mapping) {
    Map<String, Object> values = new LinkedHashMap<>();
    mapping
        .entries()
        .forEach(
            (key, value) ->
                values.put(
                    key,
                    key.endsWith("hook") || key.equals("loaded_at_query")
                        ? value.plain()
                        : rendering.plain(value)));
    return values;
  }

  String text(Yaml.Mapping item, String key) {
    return item.find(key).map(value -> String.valueOf(rendering.plain(value))).orElse("");
  }

  // dbt lets unknown keys pass; so do we, but a slip is said.
  void warnUnknown(Yaml.Mapping item, Set<String> known, String object) {
    item.entries().keySet().stream()
        .filter(key -> !known.contains(key))
        .forEach(
            key ->
                complaints.warn(
                    item.at(key),
                    "Cannot use '" + key + "' of " + object + ": it is unknown.",
                    Spelling.didYouMean(key, known, "Move it under 'meta', or remove it.")));
  }
}
