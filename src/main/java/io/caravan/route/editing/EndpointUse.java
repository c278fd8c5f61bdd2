package io.caravan.route.editing;

import io.caravan.record.Place;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.camel.util.URISupport;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;

/**
 * A place in a route or Kamelet that names an endpoint.
 *
 * @param key the DSL word it stands under: {@code from}, {@code to}, ...
 * @param scheme the component, for example {@code kamelet}
 * @param path what follows the scheme, without query: for a Kamelet its name
 * @param place of the URI
 * @param parameters of the query and of {@code parameters:}
 */
record EndpointUse(
    String key, String scheme, String path, Place place, Map<String, Parameter> parameters) {
  // What stands under these is data of somebody else, or a pattern, not an endpoint to be built.
  private static final Set<String> NOT_ENDPOINTS =
      Set.of(
          "parameters",
          "properties",
          "constructors",
          "interceptFrom",
          "interceptSendToEndpoint",
          "rest");
  private static final Set<String> SHORTHAND =
      Set.of("from", "to", "toD", "wireTap", "poll", "deadLetterUri");

  /** All endpoints named in a tree. */
  static List<EndpointUse> in(String file, Node node) {
    List<EndpointUse> uses = new ArrayList<>();
    collect(file, "", node, uses);
    return uses;
  }

  private static void collect(String file, String key, Node node, List<EndpointUse> uses) {
    Yaml.items(node).forEach(item -> collect(file, key, item, uses));
    Node parameters = Yaml.at(node, "parameters").orElse(null);
    for (NodeTuple entry : Yaml.entries(node)) {
      String name = Yaml.text(entry.getKeyNode()).orElse("");
      if (entry.getValueNode() instanceof ScalarNode value) {
        if (name.equals("uri") || SHORTHAND.contains(name)) {
          of(
                  file,
                  name.equals("uri") ? key : name,
                  value,
                  value.getValue(),
                  name.equals("uri") ? parameters : null)
              .ifPresent(uses::add);
        } else if (name.equals("kamelet") || name.equals("name") && key.equals("kamelet")) {
          of(
                  file,
                  "kamelet",
                  value,
                  "kamelet:" + value.getValue(),
                  name.equals("name") ? parameters : null)
              .ifPresent(uses::add);
        }
      } else if (!NOT_ENDPOINTS.contains(name)) {
        collect(file, name, entry.getValueNode(), uses);
      }
    }
  }

  private static Optional<EndpointUse> of(
      String file, String key, ScalarNode node, String uri, Node parameterNode) {
    Place place = Yaml.place(file, node);
    int colon = uri.indexOf(':');
    int question = uri.indexOf('?');
    String base = question < 0 ? uri : uri.substring(0, question);
    if (colon <= 0 || colon >= base.length() && !base.endsWith(":") || uri.startsWith("{{")) {
      // 'uri: timer' with everything in parameters is allowed too.
      colon = base.length();
    }
    Map<String, Parameter> parameters = new LinkedHashMap<>();
    if (question >= 0) {
      query(uri.substring(question + 1), node, place, parameters);
    }
    if (parameterNode != null) {
      for (NodeTuple entry : Yaml.entries(parameterNode)) {
        String name = Yaml.text(entry.getKeyNode()).orElse("");
        String value = Yaml.text(entry.getValueNode()).orElse("");
        parameters.put(
            name,
            new Parameter(
                name,
                value,
                Yaml.place(file, entry.getValueNode()),
                Yaml.place(file, entry.getKeyNode())));
      }
    }
    String path = colon < base.length() ? base.substring(colon + 1).replaceFirst("^//", "") : "";
    return Optional.of(
        new EndpointUse(
            key, base.substring(0, Math.min(colon, base.length())), path, place, parameters));
  }

  private static void query(
      String query, ScalarNode node, Place place, Map<String, Parameter> parameters) {
    try {
      URISupport.parseQuery(query, true)
          .forEach(
              (name, value) ->
                  parameters.put(
                      name,
                      new Parameter(
                          name,
                          String.valueOf(value),
                          inside(node, place, name),
                          inside(node, place, name))));
    } catch (URISyntaxException e) {
      // Camel reports a query it cannot read when it builds the endpoint.
      return;
    }
  }

  /** Where in a one-line URI a parameter begins. */
  private static Place inside(ScalarNode node, Place place, String name) {
    int at =
        Math.max(
            node.getValue().indexOf("?" + name + "="), node.getValue().indexOf("&" + name + "="));
    boolean oneLine =
        node.getStartMark().isPresent()
            && node.getEndMark().isPresent()
            && node.getStartMark().get().getLine() == node.getEndMark().get().getLine();
    if (at < 0 || !oneLine) {
      return place;
    }
    int quote = node.isPlain() ? 0 : 1;
    return new Place(place.file(), place.line(), place.column() + quote + at + 1);
  }

  boolean kamelet() {
    return scheme.equals("kamelet") && !path.equals("source") && !path.equals("sink");
  }

  /** Name of the Kamelet, without the route id that may follow it. */
  String kameletName() {
    return path.contains("/") ? path.substring(0, path.indexOf('/')) : path;
  }

  /** Whether this can only be known while messages flow. */
  boolean dynamic() {
    return path.contains("${") || scheme.contains("${") || scheme.contains("{{");
  }
}
