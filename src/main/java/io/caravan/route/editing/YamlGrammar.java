package io.caravan.route.editing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.caravan.record.Problem;
import io.caravan.record.Spelling;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.apache.camel.util.StringHelper;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;

/**
 * The grammar of route files, read from the schema that Camel ships with its YAML DSL. Camel's own
 * reader stops at the first mistake and suggests nothing; this finds all of them, with places and
 * near names.
 */
final class YamlGrammar {
  private static final String TEMPLATE =
      "/definitions/org.apache.camel.model.RouteTemplateDefinition";

  private final JsonNode items;

  private YamlGrammar(JsonNode items) {
    this.items = items;
  }

  /** Reads the schema of the Camel version on the class path. */
  static YamlGrammar load() {
    try (InputStream in =
        YamlGrammar.class.getClassLoader().getResourceAsStream("schema/camelYamlDsl.json")) {
      return new YamlGrammar(new ObjectMapper().readTree(in).get("items"));
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read Camel's YAML schema from the class path", e);
    }
  }

  /** The mistakes of one entry of a route file. */
  List<Problem> entry(String file, Node node) {
    return new Pass(file).run(node, "routes", new YamlShape(items, items), key -> true);
  }

  /** The mistakes of a Kamelet's template. Its id is the Kamelet's name. */
  List<Problem> template(String file, Node node) {
    return new Pass(file)
        .run(node, "template", new YamlShape(items, items.at(TEMPLATE)), key -> !key.equals("id"));
  }

  private final class Pass {
    private final String file;
    private final List<Problem> problems = new ArrayList<>();

    Pass(String file) {
      this.file = file;
    }

    List<Problem> run(Node node, String name, YamlShape shape, Predicate<String> needed) {
      check(node, name, shape, needed);
      return problems;
    }

    private void check(Node node, String name, YamlShape shape, Predicate<String> needed) {
      if (shape.free()) {
        return;
      }
      switch (node.getNodeType()) {
        case MAPPING -> mapping(node, name, shape, needed);
        case SEQUENCE -> list(node, name, shape);
        case SCALAR -> scalar(node, name, shape);
        case ANCHOR -> {} // Aliases have been replaced by what they stand for.
      }
    }

    private void mapping(Node node, String name, YamlShape shape, Predicate<String> needed) {
      if (!shape.mapping()) {
        problem(
            node,
            name,
            "a mapping stands where " + shape.expected() + " is expected",
            shape.list()
                ? "Begin each entry of '" + name + "' with '- '."
                : "Write '" + name + ": value' on one line.");
        return;
      }
      if (!shape.closed()) {
        return;
      }
      if (shape.oneKey() && Yaml.entries(node).size() > 1) {
        twoInOne(node, name);
        return;
      }
      Set<String> present = new HashSet<>();
      for (NodeTuple entry : Yaml.entries(node)) {
        String key = Yaml.text(entry.getKeyNode()).orElse("");
        String known = shape.keys().containsKey(key) ? key : StringHelper.dashToCamelCase(key);
        present.add(known);
        if (shape.keys().containsKey(known)) {
          check(
              entry.getValueNode(), key, new YamlShape(items, shape.keys().get(known)), k -> true);
        } else {
          boolean tooFarLeft = key.equals("steps") && shape.keys().containsKey("from");
          problem(
              entry.getKeyNode(),
              name,
              "'" + key + "' is unknown",
              tooFarLeft ? "Indent 'steps' under 'from'." : suggest(key, shape.keys().keySet()));
        }
      }
      shape.required().stream()
          .filter(needed.and(key -> !present.contains(key)))
          .forEach(
              key ->
                  problem(
                      node,
                      name,
                      "'" + key + "' is missing",
                      "Add '" + key + ":' to '" + name + "'."));
    }

    /** Nearly always a line that is not indented far enough. */
    private void twoInOne(Node node, String name) {
      String first = Yaml.text(Yaml.entries(node).get(0).getKeyNode()).orElse("");
      Node second = Yaml.entries(node).get(1).getKeyNode();
      String key = Yaml.text(second).orElse("");
      problem(
          second,
          name,
          "'" + first + "' and '" + key + "' stand in one entry",
          "Indent '"
              + key
              + "' under '"
              + first
              + "', or begin a new entry with '- "
              + key
              + ":'.");
    }

    private void list(Node node, String name, YamlShape shape) {
      if (!shape.list()) {
        problem(
            node,
            name,
            "a list stands where " + shape.expected() + " is expected",
            "Remove the '- ' in front of the keys of '" + name + "'.");
      } else if (shape.items() != null) {
        YamlShape each = new YamlShape(items, shape.items());
        Yaml.items(node).forEach(item -> check(item, name, each, key -> true));
      }
    }

    private void scalar(Node node, String name, YamlShape shape) {
      String value = Yaml.text(node).orElse("");
      if (!shape.scalar()) {
        problem(
            node,
            name,
            value.isEmpty()
                ? "it is empty"
                : "'" + value + "' stands where " + shape.expected() + " is expected",
            "Write " + shape.expected() + " under '" + name + "', indented.");
      } else if (value.contains("{{") || value.contains("${") || value.startsWith("#")) {
        return; // Known only when the route is built, and checked there.
      } else if (!shape.values().isEmpty() && !shape.values().contains(value)) {
        problem(
            node,
            name,
            "'" + value + "' is not one of its values",
            Spelling.didYouMean(value, shape.values(), "")
                + " One of: "
                + String.join(", ", shape.values())
                + ".");
      } else if (shape.only("boolean") && !value.equals("true") && !value.equals("false")) {
        problem(
            node, name, "'" + value + "' is neither true nor false", "Write 'true' or 'false'.");
      } else if (shape.only("number") && !value.matches("-?\\d+(\\.\\d+)?")) {
        problem(
            node,
            name,
            "'" + value + "' is not a number",
            "Write a number, for example '" + name + ": 10'.");
      }
    }

    private String suggest(String key, Collection<String> known) {
      List<String> names = known.stream().filter(k -> !k.isEmpty()).sorted().toList();
      String all = names.size() > 24 ? "" : " Known here: " + String.join(", ", names) + ".";
      return Spelling.didYouMean(
              key,
              names,
              names.size() > 24 ? "Camel's YAML reference lists the names of steps." : "")
          .concat(all)
          .strip();
    }

    private void problem(Node node, String name, String what, String remedy) {
      problems.add(
          new Problem(
              Yaml.place(file, node), "Cannot read '" + name + "': " + what + ".", remedy.strip()));
    }
  }
}
