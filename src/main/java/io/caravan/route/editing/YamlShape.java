package io.caravan.route.editing;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What one place of a route file may hold: the alternatives of Camel's JSON schema, merged. */
final class YamlShape {
  private static final String REFERENCE = "#/items/";

  private final Map<String, JsonNode> keys = new LinkedHashMap<>();
  private final Set<String> types = new LinkedHashSet<>();
  private final Set<String> required = new LinkedHashSet<>();
  private final List<String> values = new ArrayList<>();
  private final boolean oneKey;
  private boolean closed;
  private JsonNode items;

  /**
   * @param items the schema of one entry of a route file, which holds all definitions
   * @param schema of this place
   */
  YamlShape(JsonNode items, JsonNode schema) {
    JsonNode own = resolve(items, schema);
    own.path("required").forEach(key -> required.add(key.asText()));
    own.path("enum").forEach(value -> values.add(value.asText()));
    oneKey = own.path("maxProperties").asInt(0) == 1;
    merge(items, own);
  }

  private static JsonNode resolve(JsonNode items, JsonNode schema) {
    JsonNode at = schema;
    while (at.has("$ref")) {
      at = items.at("/" + at.get("$ref").asText().substring(REFERENCE.length()));
    }
    return at;
  }

  private void merge(JsonNode items, JsonNode unresolved) {
    JsonNode schema = resolve(items, unresolved);
    if (schema.has("type")) {
      types.add(schema.get("type").asText());
    }
    closed |=
        schema.has("additionalProperties") && !schema.get("additionalProperties").asBoolean(true);
    schema
        .path("properties")
        .fields()
        .forEachRemaining(
            key -> keys.merge(key.getKey(), key.getValue(), (a, b) -> a.isEmpty() ? b : a));
    if (schema.has("items")) {
      this.items = schema.get("items");
    }
    schema.path("oneOf").forEach(alternative -> merge(items, alternative));
    schema.path("anyOf").forEach(alternative -> merge(items, alternative));
  }

  /** Whether anything may stand here. */
  boolean free() {
    return types.isEmpty() && keys.isEmpty();
  }

  boolean mapping() {
    return free() || types.contains("object") || !keys.isEmpty();
  }

  boolean list() {
    return free() || types.contains("array");
  }

  boolean scalar() {
    return free()
        || types.stream().anyMatch(type -> !type.equals("object") && !type.equals("array"));
  }

  boolean accepts(String scalarType) {
    return types.contains(scalarType);
  }

  /** Whether a scalar can only be of this type. */
  boolean only(String scalarType) {
    return types.size() == 1 && accepts(scalarType);
  }

  /** Whether only the known keys may stand here. */
  boolean closed() {
    return closed;
  }

  boolean oneKey() {
    return oneKey;
  }

  Map<String, JsonNode> keys() {
    return keys;
  }

  Set<String> required() {
    return required;
  }

  List<String> values() {
    return values;
  }

  JsonNode items() {
    return items;
  }

  String expected() {
    if (mapping() && !keys.isEmpty()) {
      return "a mapping with keys such as '"
          + String.join("', '", keys.keySet().stream().limit(3).toList())
          + "'";
    }
    return list()
        ? "a list, each entry beginning with '- '"
        : mapping() ? "a mapping" : "a single value";
  }
}
