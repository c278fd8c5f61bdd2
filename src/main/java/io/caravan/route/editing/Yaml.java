package io.caravan.route.editing;

import io.caravan.record.Place;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/** Questions to a tree of YAML nodes, which unlike plain maps know their places. */
final class Yaml {
  private Yaml() {}

  static Place place(String file, Node node) {
    return node.getStartMark()
        .map(m -> new Place(file, m.getLine() + 1, m.getColumn() + 1))
        .orElse(Place.file(file));
  }

  static Optional<String> text(Node node) {
    return node instanceof ScalarNode scalar ? Optional.of(scalar.getValue()) : Optional.empty();
  }

  static List<NodeTuple> entries(Node node) {
    return node instanceof MappingNode mapping ? mapping.getValue() : List.of();
  }

  static List<Node> items(Node node) {
    return node instanceof SequenceNode list ? list.getValue() : List.of();
  }

  /** The value under a path of keys, separated by {@code /}. */
  static Optional<Node> at(Node node, String path) {
    Node at = node;
    for (String key : path.split("/")) {
      Optional<Node> next =
          entries(at).stream()
              .filter(e -> text(e.getKeyNode()).filter(key::equals).isPresent())
              .map(NodeTuple::getValueNode)
              .findFirst();
      if (next.isEmpty()) {
        return Optional.empty();
      }
      at = next.get();
    }
    return Optional.of(at);
  }

  static Optional<String> textAt(Node node, String path) {
    return at(node, path).flatMap(Yaml::text);
  }

  /**
   * The tree as text that is the same for the same meaning: comments, indentation and quoting left
   * out.
   */
  static String canonical(Node node) {
    StringBuilder out = new StringBuilder();
    canonical(node, out);
    return out.toString();
  }

  private static void canonical(Node node, StringBuilder out) {
    if (node instanceof ScalarNode scalar) {
      out.append(scalar.getValue().length()).append(':').append(scalar.getValue());
    } else if (node instanceof SequenceNode list) {
      out.append('[');
      list.getValue().forEach(item -> canonical(item, out));
      out.append(']');
    } else {
      out.append('{');
      entries(node)
          .forEach(
              entry -> {
                canonical(entry.getKeyNode(), out);
                canonical(entry.getValueNode(), out);
              });
      out.append('}');
    }
  }

  /** The first scalar that holds a name. */
  static Optional<ScalarNode> containing(Node node, String name) {
    List<ScalarNode> found = new ArrayList<>();
    scalars(
        node,
        "",
        (key, scalar) ->
            found.addAll(
                !name.isEmpty() && scalar.getValue().contains(name) ? List.of(scalar) : List.of()));
    return found.stream().findFirst();
  }

  /** The longest scalar, ids apart, that a message repeats. */
  static Optional<ScalarNode> longestIn(Node node, String message) {
    List<ScalarNode> found = new ArrayList<>();
    scalars(
        node,
        "",
        (key, scalar) ->
            found.addAll(
                !key.equals("id")
                        && scalar.getValue().length() > 2
                        && String.valueOf(message).contains(scalar.getValue())
                    ? List.of(scalar)
                    : List.of()));
    return found.stream().max(Comparator.comparingInt(scalar -> scalar.getValue().length()));
  }

  /** Visits every scalar value with the key it stands under ("" in a list). */
  static void scalars(Node node, String key, BiConsumer<String, ScalarNode> visit) {
    if (node instanceof ScalarNode scalar) {
      visit.accept(key, scalar);
    }
    items(node).forEach(item -> scalars(item, key, visit));
    entries(node)
        .forEach(
            entry -> scalars(entry.getValueNode(), text(entry.getKeyNode()).orElse(""), visit));
  }
}
