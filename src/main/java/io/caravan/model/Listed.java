package io.caravan.model;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A node or source of a project as dbt lists it.
 *
 * @param selector its folders and name with dots between them; sources and unit tests say what they
 *     are
 * @param path its file
 * @param keys what is known of it, as dbt's JSON has it
 */
public record Listed(
    String type, String selector, String name, String path, Map<String, Object> keys) {
  private static final List<String> KEYS =
      List.of(
          "alias",
          "name",
          "package_name",
          "depends_on",
          "tags",
          "config",
          "resource_type",
          "source_name",
          "original_file_path",
          "unique_id");

  static Listed of(Node node) {
    String selector = String.join(".", node.fqn());
    return new Listed(
        node.kind().word(),
        node.isA(NodeKind.UNIT_TEST) || node.isA(NodeKind.EXPOSURE)
            ? node.kind().word() + ":" + node.packageName() + "." + node.name()
            : selector,
        node.name(),
        node.file(),
        keys(NodeMaps.of(node)));
  }

  static Listed of(SourceTable source) {
    List<String> parts = List.of(source.packageName(), source.source(), source.patch().name());
    return new Listed(
        "source",
        "source:" + String.join(".", parts),
        source.source() + "." + source.patch().name(),
        source.place().file(),
        keys(NodeMaps.of(source)));
  }

  private static Map<String, Object> keys(Map<String, Object> all) {
    Map<String, Object> keys = new LinkedHashMap<>();
    KEYS.stream().filter(all::containsKey).forEach(key -> keys.put(key, all.get(key)));
    return keys;
  }
}
