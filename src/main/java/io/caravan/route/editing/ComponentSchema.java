package io.caravan.route.editing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.camel.CamelContext;
import org.apache.camel.CatalogCamelContext;
import org.apache.camel.util.StringHelper;

/**
 * What a component says about its endpoints, in the description that Camel ships inside each
 * component's jar.
 *
 * @param lenient whether parameters it does not know are handed on to the remote side
 * @param options by name
 * @param prefixes that begin the names of further options, for example {@code trigger.}
 */
record ComponentSchema(
    String scheme,
    boolean lenient,
    boolean consumerOnly,
    boolean producerOnly,
    Map<String, Option> options,
    List<String> prefixes) {
  /**
   * One option of an endpoint.
   *
   * @param path whether it is a part of the URI before the query
   */
  record Option(String name, boolean path, boolean required, String type, List<String> values) {
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
            value.matches(
                    "[+-]?\\d+|(\\d+\\s*(d|days?|h|hours?|m|min|mins|minutes?|s|sec|secs|seconds?|ms|millis|milliseconds?)\\s*)+|P.*")
                ? Optional.empty()
                : Optional.of("is not a duration");
        default -> Optional.empty();
      };
    }

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

  static Optional<ComponentSchema> of(CamelContext context, String scheme) {
    if (!scheme.matches("[a-zA-Z0-9+.-]+") || !(context instanceof CatalogCamelContext catalog)) {
      return Optional.empty();
    }
    try {
      String json = catalog.getComponentParameterJsonSchema(scheme);
      return json == null
          ? Optional.empty()
          : Optional.of(of(scheme, new ObjectMapper().readTree(json)));
    } catch (IOException e) {
      throw new UncheckedIOException(
          "Cannot read the description of the component '" + scheme + "'", e);
    }
  }

  private static ComponentSchema of(String scheme, JsonNode schema) {
    Map<String, Option> options = new LinkedHashMap<>();
    List<String> prefixes = new ArrayList<>();
    schema
        .path("properties")
        .fields()
        .forEachRemaining(
            entry -> {
              JsonNode option = entry.getValue();
              List<String> values = new ArrayList<>();
              option.path("enum").forEach(value -> values.add(value.asText()));
              boolean required = option.path("required").asBoolean() && !option.has("defaultValue");
              options.put(
                  entry.getKey(),
                  new Option(
                      entry.getKey(),
                      option.path("kind").asText().equals("path"),
                      required,
                      option.path("type").asText(),
                      values));
              if (option.hasNonNull("prefix")) {
                prefixes.add(option.get("prefix").asText());
              }
            });
    JsonNode component = schema.path("component");
    return new ComponentSchema(
        scheme,
        component.path("lenientProperties").asBoolean(),
        component.path("consumerOnly").asBoolean(),
        component.path("producerOnly").asBoolean(),
        options,
        prefixes);
  }

  Optional<Option> option(String name) {
    return Optional.ofNullable(options.get(name))
        .or(() -> Optional.ofNullable(options.get(StringHelper.dashToCamelCase(name))));
  }

  /** Whether a parameter of this name may be given. */
  boolean knows(String name) {
    return lenient || option(name).isPresent() || prefixes.stream().anyMatch(name::startsWith);
  }
}
