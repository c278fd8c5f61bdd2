package io.caravan.model;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The configuration of a node, laid together from folder, properties and file. Tags and hooks add
 * up, {@code meta} and its like are merged by key, everything else is replaced by what is nearer to
 * the model.
 */
record Config(Map<String, Object> values) {
  static final Config NONE = new Config(Map.of());
  private static final Set<String> ADDED_UP = Set.of("tags", "pre_hook", "post_hook", "packages");
  private static final Set<String> MERGED = Set.of("meta", "docs", "contract");

  Config {
    values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
  }

  /** This configuration with a nearer one laid over it. */
  Config with(Map<String, Object> nearer) {
    Map<String, Object> merged = new LinkedHashMap<>(values);
    nearer.forEach((written, value) -> lay(merged, written.replace('-', '_'), value));
    return new Config(merged);
  }

  private static void lay(Map<String, Object> merged, String key, Object value) {
    Object old = merged.get(key);
    if (ADDED_UP.contains(key)) {
      Set<Object> sum = new LinkedHashSet<>(listOf(old));
      sum.addAll(listOf(value));
      merged.put(key, new ArrayList<>(sum));
    } else if (MERGED.contains(key) && value instanceof Map<?, ?> map) {
      Map<Object, Object> both =
          old instanceof Map<?, ?> before ? new LinkedHashMap<>(before) : new LinkedHashMap<>();
      both.putAll(map);
      merged.put(key, both);
    } else if (key.equals("grants") && value instanceof Map<?, ?> map) {
      merged.put(key, grants(old, map));
    } else {
      merged.put(key, value);
    }
  }

  /** A privilege written as {@code +select} adds grantees; a plain one replaces them. */
  private static Map<Object, Object> grants(Object old, Map<?, ?> nearer) {
    Map<Object, Object> sum =
        old instanceof Map<?, ?> before ? new LinkedHashMap<>(before) : new LinkedHashMap<>();
    nearer.forEach(
        (key, value) -> {
          String privilege = String.valueOf(key);
          boolean adds = privilege.startsWith("+");
          privilege = adds ? privilege.substring(1) : privilege;
          Set<Object> grantees = new LinkedHashSet<>(adds ? listOf(sum.get(privilege)) : List.of());
          grantees.addAll(listOf(value));
          sum.put(privilege, new ArrayList<>(grantees));
        });
    return sum;
  }

  static List<Object> listOf(Object value) {
    if (value == null) {
      return List.of();
    }
    return value instanceof List<?> list ? Collections.unmodifiableList(list) : List.of(value);
  }

  boolean has(String key) {
    return values.get(key) != null;
  }

  Optional<Object> find(String key) {
    return Optional.ofNullable(values.get(key));
  }

  String text(String key, String otherwise) {
    return find(key).map(String::valueOf).orElse(otherwise);
  }

  /** A list of texts; one text is a list of one. */
  List<String> texts(String key) {
    return listOf(values.get(key)).stream().map(String::valueOf).toList();
  }

  boolean flag(String key, boolean otherwise) {
    return find(key)
        .map(value -> value instanceof Boolean b ? b : Boolean.parseBoolean(String.valueOf(value)))
        .orElse(otherwise);
  }

  Map<String, Object> map(String key) {
    Map<String, Object> map = new LinkedHashMap<>();
    if (values.get(key) instanceof Map<?, ?> found) {
      found.forEach((k, v) -> map.put(String.valueOf(k), v));
    }
    return map;
  }

  String materialized() {
    return text("materialized", "view");
  }
}
