package io.caravan.model;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What a node was, short enough to be kept beside what it built: a digest for each part that can
 * change.
 *
 * @param parts by dbt's words: {@code body}, {@code configs}, {@code relation} ...
 * @param macros of every macro its text leads to
 * @param inlined of ephemeral models that become part of its query
 */
record Marks(Map<String, String> parts, Map<String, String> macros, Map<String, String> inlined) {
  static final List<String> PARTS =
      List.of("body", "configs", "contract", "macros", "persisted_descriptions", "relation");
  private static final Set<String> NOT_COMPARED =
      Set.of("alias", "schema", "database", "tags", "group", "static_analysis");

  Marks {
    parts = new TreeMap<>(parts);
    macros = new TreeMap<>(macros);
    inlined = new TreeMap<>(inlined);
  }

  /** The parts of a node as {@code manifest.json} has it. */
  static Map<String, String> parts(Map<?, ?> node) {
    Map<String, String> parts = new TreeMap<>();
    Config config = new Config(texts(node.get("config")));
    String type = String.valueOf(node.get("resource_type"));
    boolean generic = node.get("test_metadata") != null;
    // The text of a generic test is the same for all: what it is given is in its name.
    parts.put("body", generic ? "" : body(node, type));
    parts.put("configs", digest(compared(config)));
    Map<String, Object> relation = new LinkedHashMap<>();
    for (String key : List.of("schema", "alias", "database")) {
      relation.put(key, config.values().get(key));
    }
    if (type.equals("source")) {
      relation.put("schema", node.get("schema"));
      relation.put("identifier", node.get("identifier"));
    }
    parts.put("relation", digest(significant(relation)));
    parts.put("fqn", String.valueOf(node.get("fqn")));
    Map<String, Object> persisted = config.map("persist_docs");
    List<Object> descriptions = new ArrayList<>();
    if (Boolean.TRUE.equals(persisted.get("relation"))) {
      descriptions.add(node.get("description"));
    }
    if (Boolean.TRUE.equals(persisted.get("columns"))) {
      descriptions.add(columns(node, "description"));
    }
    parts.put("persisted_descriptions", digest(descriptions));
    boolean held = Boolean.TRUE.equals(config.map("contract").get("enforced"));
    parts.put(
        "contract",
        held ? digest(List.of(columns(node, "data_type"), columns(node, "constraints"))) : "");
    return parts;
  }

  private static String body(Map<?, ?> node, String type) {
    Object text = node.get("raw_code");
    if (type.equals("seed") && node.get("checksum") instanceof Map<?, ?> checksum) {
      return String.valueOf(checksum.get("checksum"));
    }
    if (type.equals("exposure")) {
      text = List.of(String.valueOf(node.get("type")), String.valueOf(node.get("url")));
    }
    if (type.equals("unit_test")) {
      text = String.valueOf(node.get("given")) + node.get("expect") + node.get("overrides");
    }
    return digest(text == null ? "" : String.valueOf(text).strip());
  }

  private static Map<String, Object> columns(Map<?, ?> node, String key) {
    Map<String, Object> found = new TreeMap<>();
    if (node.get("columns") instanceof Map<?, ?> columns) {
      columns.forEach(
          (name, column) ->
              found.put(
                  String.valueOf(name),
                  String.valueOf(column instanceof Map<?, ?> map ? map.get(key) : null)));
    }
    return found;
  }

  private static Map<String, Object> compared(Config config) {
    Map<String, Object> compared = new TreeMap<>();
    config
        .values()
        .forEach(
            (key, value) -> {
              if (!NOT_COMPARED.contains(key)) {
                compared.put(key, value);
              }
            });
    return significant(compared);
  }

  /** Without what says no more than leaving it out would. */
  private static Map<String, Object> significant(Map<String, Object> values) {
    Map<String, Object> kept = new TreeMap<>();
    values.forEach(
        (key, value) -> {
          Object said = said(key, value);
          if (said != null && !Objects.equals(String.valueOf(said), usual(key))) {
            kept.put(key, said);
          }
        });
    return kept;
  }

  private static Object said(String key, Object value) {
    if (value instanceof Map<?, ?> map) {
      Map<String, Object> inner = significant(texts(map));
      return inner.isEmpty() ? null : inner;
    }
    List<Object> list = value instanceof List<?> ? Config.listOf(value) : List.of("one");
    if (list.isEmpty()) {
      return null;
    }
    // dbt writes hooks as {sql: ...}.
    return key.endsWith("hook")
        ? Config.listOf(value).stream()
            .map(hook -> hook instanceof Map<?, ?> map ? map.get("sql") : hook)
            .toList()
        : value;
  }

  private static String usual(String key) {
    Object usual = NodeMaps.USUAL.get(key);
    return usual == null ? null : String.valueOf(usual);
  }

  private static Map<String, Object> texts(Object map) {
    Map<String, Object> texts = new TreeMap<>();
    if (map instanceof Map<?, ?> found) {
      found.forEach((key, value) -> texts.put(String.valueOf(key).replace('-', '_'), value));
    }
    return texts;
  }

  static String digest(Object value) {
    return Digests.sha256(value instanceof String text ? text : Json.write(value)).substring(0, 12);
  }

  /** What is no longer as it was: dbt's words, and {@code fqn}. */
  Set<String> changes(Marks before) {
    Set<String> changes = new TreeSet<>();
    parts.forEach(
        (part, digest) -> {
          if (!digest.equals(before.parts.get(part))) {
            changes.add(part);
          }
        });
    if (!macros.equals(before.macros)) {
      changes.add("macros");
    }
    if (!inlined.equals(before.inlined)) {
      changes.add("body");
    }
    return changes;
  }

  /** The keys whose digests differ, or that only one of the two has. */
  static Set<String> changed(Map<String, String> now, Map<String, String> before) {
    Set<String> all = new TreeSet<>(now.keySet());
    all.addAll(before.keySet());
    all.removeIf(key -> Objects.equals(now.get(key), before.get(key)));
    return all;
  }

  String write() {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("parts", parts);
    map.put("macros", macros);
    map.put("inlined", inlined);
    return Json.write(map);
  }

  static Marks read(String text) {
    Map<?, ?> map = (Map<?, ?>) Json.read(text);
    return new Marks(
        digests(map.get("parts")), digests(map.get("macros")), digests(map.get("inlined")));
  }

  private static Map<String, String> digests(Object map) {
    Map<String, String> digests = new TreeMap<>();
    if (map instanceof Map<?, ?> found) {
      found.forEach((key, value) -> digests.put(String.valueOf(key), String.valueOf(value)));
    }
    return digests;
  }
}
