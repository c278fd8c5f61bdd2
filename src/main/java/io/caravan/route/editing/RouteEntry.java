package io.caravan.route.editing;

import io.caravan.record.Place;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;

/**
 * One entry of a route file: a route, or something that routes share.
 *
 * @param kind the DSL word: {@code route}, {@code from}, {@code onException}, {@code beans}, ...
 * @param node the whole entry
 */
record RouteEntry(String file, String kind, Node node) {
  private static final Set<String> OF_ITS_FILE =
      Set.of(
          "onException",
          "onCompletion",
          "errorHandler",
          "intercept",
          "interceptFrom",
          "interceptSendToEndpoint");

  static RouteEntry of(String file, Node node) {
    List<NodeTuple> entries = Yaml.entries(node);
    String kind = entries.isEmpty() ? "" : Yaml.text(entries.get(0).getKeyNode()).orElse("");
    return new RouteEntry(file, kind, node);
  }

  boolean route() {
    return kind.equals("route") || kind.equals("from");
  }

  /** Whether it holds for the routes of its own file only. */
  boolean ofItsFile() {
    return OF_ITS_FILE.contains(kind);
  }

  /** Whether it may touch any route of the project. */
  boolean shared() {
    return !route() && !ofItsFile();
  }

  /** The id that the user gave, if any. */
  Optional<String> givenId() {
    return Yaml.textAt(node, "route/id");
  }

  Place place() {
    return Yaml.place(file, node);
  }

  Place placeOfId() {
    return Yaml.at(node, "route/id").map(id -> Yaml.place(file, id)).orElse(place());
  }

  List<EndpointUse> uses() {
    return EndpointUse.in(file, node);
  }
}
