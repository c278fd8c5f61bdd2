package io.caravan.route.editing;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One option of an endpoint, a component or of Camel itself, as Camel describes it.
 *
 * @param path whether it is a part of the URI before the query
 * @param values the only values allowed, if any
 */
record CamelOption(String name, boolean path, boolean required, String type, List<String> values) {
  private static final String DURATION =
      "[+-]?\\d+|(\\d+\\s*(d|days?|h|hours?|m|min|mins|minutes?|s|sec|secs|seconds?|ms|millis|milliseconds?)\\s*)+|P.*";

  static CamelOption of(String name, JsonNode option) {
    List<String> values = new ArrayList<>();
    option.path("enum").forEach(value -> values.add(value.asText()));
    boolean required = option.path("required").asBoolean() && !option.has("defaultValue");
    return new CamelOption(
        name,
        option.path("kind").asText().equals("path"),
        required,
        option.path("type").asText(),
        values);
  }

  /** Options by name, in the order of the description. */
  static Map<String, CamelOption> all(JsonNode options) {
    Map<String, CamelOption> all = new LinkedHashMap<>();
    options
        .fields()
        .forEachRemaining(
            option -> all.put(option.getKey(), of(option.getKey(), option.getValue())));
    return all;
  }

  /** What is wrong with a value, if anything: "is not ..." to follow the value in a sentence. */
  Optional<String> mismatch(String value) {
    if (!values.isEmpty() && values.stream().noneMatch(value::equalsIgnoreCase)) {
      return Optional.of("is not one of its values");
    }
    return switch (type) {
      case "integer" ->
          value.matches("[+-]?\\d+") ? Optional.empty() : Optional.of("is not a whole number");
      case "boolean" ->
          value.matches("(?i)true|false")
              ? Optional.empty()
              : Optional.of("is neither true nor false");
      case "duration" ->
          value.matches(DURATION) ? Optional.empty() : Optional.of("is not a duration");
      default -> Optional.empty();
    };
  }

  /** How to write a right value. */
  String remedy() {
    if (!values.isEmpty()) {
      return "One of: " + String.join(", ", values) + ".";
    }
    return switch (type) {
      case "integer" -> "Write a whole number.";
      case "boolean" -> "Write 'true' or 'false'.";
      default -> "Write a duration, for example '5s' or '2m30s'.";
    };
  }
}
