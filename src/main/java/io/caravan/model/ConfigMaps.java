package io.caravan.model;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Configuration as dbt writes it down: every key, whether anybody said anything of it or not. */
final class ConfigMaps {
  private static final List<String> COMMON =
      List.of("alias", "schema", "database", "tags", "meta", "group", "static_analysis");
  private static final List<String> BUILT =
      List.of(
          "incremental_strategy",
          "batch_size",
          "lookback",
          "begin",
          "persist_docs",
          "post-hook",
          "pre-hook",
          "quoting",
          "column_types",
          "full_refresh",
          "unique_key",
          "on_schema_change",
          "on_configuration_change",
          "grants",
          "packages",
          "docs",
          "contract",
          "event_time",
          "concurrent_batches");
  private static final Map<NodeKind, List<String>> OWN =
      Map.of(
          NodeKind.MODEL, List.of("access", "freshness"),
          NodeKind.SEED, List.of("delimiter", "quote_columns"),
          NodeKind.SNAPSHOT,
              List.of(
                  "strategy",
                  "target_schema",
                  "target_database",
                  "updated_at",
                  "check_cols",
                  "snapshot_meta_column_names",
                  "dbt_valid_to_current"),
          NodeKind.TEST,
              List.of(
                  "severity",
                  "store_failures",
                  "store_failures_as",
                  "where",
                  "limit",
                  "fail_calc",
                  "warn_if",
                  "error_if"));
  private static final List<String> LISTS = List.of("tags", "post-hook", "pre-hook", "packages");
  private static final List<String> MAPS =
      List.of("meta", "persist_docs", "quoting", "column_types", "grants");

  private ConfigMaps() {}

  static Map<String, Object> of(NodeKind kind, Config config) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("enabled", config.flag("enabled", true));
    COMMON.forEach(key -> map.put(key, value(key, config)));
    boolean view = kind == NodeKind.MODEL || kind == NodeKind.ANALYSIS;
    map.put("materialized", config.text("materialized", view ? "view" : kind.word()));
    if (kind == NodeKind.TEST) {
      map.computeIfAbsent("schema", key -> "dbt_test__audit");
    } else {
      BUILT.forEach(key -> map.put(key, value(key, config)));
    }
    OWN.getOrDefault(kind, List.of()).forEach(key -> map.put(key, value(key, config)));
    config
        .values()
        .forEach(
            (key, value) -> {
              if (!key.endsWith("_hook")) {
                map.putIfAbsent(key, value);
              }
            });
    return map;
  }

  /** Configuration that somebody has said something of. */
  static Map<String, Object> said(NodeKind kind, Config config) {
    Map<String, Object> said = new LinkedHashMap<>();
    config
        .values()
        .forEach(
            (key, value) -> {
              boolean hook = key.endsWith("_hook");
              List<Object> hooks = hook ? Config.listOf(value) : List.of();
              said.put(
                  hook ? key.replace('_', '-') : key, hooks.size() == 1 ? hooks.get(0) : value);
            });
    if (kind == NodeKind.SEED || kind == NodeKind.SNAPSHOT) {
      said.remove("materialized");
    }
    return said;
  }

  private static Object value(String key, Config config) {
    if (key.endsWith("-hook")) {
      return new ArrayList<Object>(
          config.texts(key.replace('-', '_')).stream().map(ConfigMaps::hook).toList());
    }
    if (LISTS.contains(key)) {
      return new ArrayList<Object>(config.texts(key));
    }
    if (MAPS.contains(key)) {
      return config.map(key);
    }
    return switch (key) {
      case "docs" -> over(config.map(key), "show", true, "node_color", null);
      case "contract" -> over(config.map(key), "enforced", false, "alias_types", true);
      case "snapshot_meta_column_names" -> {
        Map<String, Object> names = new LinkedHashMap<>();
        for (String each : List.of("to", "from")) {
          names.put("dbt_valid_" + each, null);
        }
        for (String each : List.of("scd_id", "updated_at", "is_deleted")) {
          names.put("dbt_" + each, null);
        }
        names.putAll(config.map(key));
        yield names;
      }
      default -> config.find(key).orElse(NodeMaps.USUAL.get(key));
    };
  }

  private static Map<String, Object> hook(String sql) {
    Map<String, Object> hook = new LinkedHashMap<>();
    hook.put("sql", sql);
    hook.put("transaction", true);
    hook.put("index", null);
    return hook;
  }

  private static Map<String, Object> over(
      Map<String, Object> said, String one, Object usual, String other, Object otherUsual) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put(one, usual);
    map.put(other, otherUsual);
    map.putAll(said);
    return map;
  }
}
