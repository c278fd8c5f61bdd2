package io.caravan.route.editing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
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
 * @param options of its endpoints, by name
 * @param settings of the component itself, by name
 * @param prefixes that begin the names of further options, for example {@code trigger.}
 */
record ComponentSchema(
    String scheme,
    boolean lenient,
    boolean consumerOnly,
    boolean producerOnly,
    Map<String, CamelOption> options,
    Map<String, CamelOption> settings,
    List<String> prefixes) {
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
    List<String> prefixes = new ArrayList<>();
    schema
        .path("properties")
        .forEach(
            option ->
                prefixes.addAll(
                    option.hasNonNull("prefix")
                        ? List.of(option.get("prefix").asText())
                        : List.of()));
    JsonNode component = schema.path("component");
    return new ComponentSchema(
        scheme,
        component.path("lenientProperties").asBoolean(),
        component.path("consumerOnly").asBoolean(),
        component.path("producerOnly").asBoolean(),
        CamelOption.all(schema.path("properties")),
        CamelOption.all(schema.path("componentProperties")),
        prefixes);
  }

  Optional<CamelOption> option(String name) {
    return Optional.ofNullable(options.get(name))
        .or(() -> Optional.ofNullable(options.get(StringHelper.dashToCamelCase(name))));
  }

  /** Whether a parameter of this name may be given. */
  boolean knows(String name) {
    return lenient || option(name).isPresent() || prefixes.stream().anyMatch(name::startsWith);
  }
}
