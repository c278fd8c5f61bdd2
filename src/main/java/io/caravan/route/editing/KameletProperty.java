package io.caravan.route.editing;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.snakeyaml.engine.v2.nodes.Node;

/**
 * What a Kamelet says about one of its properties.
 *
 * @param type JSON schema type, "string" when not given
 * @param values the only values allowed, if any
 * @param node where it is defined
 */
record KameletProperty(
    String name,
    String type,
    List<String> values,
    Optional<String> pattern,
    Optional<String> initial,
    boolean secret,
    Node node) {
  static KameletProperty of(String name, Node node) {
    List<String> values =
        Yaml.at(node, "enum")
            .map(list -> Yaml.items(list).stream().flatMap(v -> Yaml.text(v).stream()).toList())
            .orElse(List.of());
    boolean secret = Yaml.textAt(node, "format").filter("password"::equals).isPresent();
    return new KameletProperty(
        name,
        Yaml.textAt(node, "type").orElse("string"),
        values,
        Yaml.textAt(node, "pattern"),
        Yaml.textAt(node, "default"),
        secret,
        node);
  }

  /** What is wrong with a value, if anything: "is not ..." to follow the value in a sentence. */
  Optional<String> mismatch(String value) {
    if (!values.isEmpty() && !values.contains(value)) {
      return Optional.of("is not one of its values");
    }
    boolean fits =
        switch (type) {
          case "integer" -> value.matches("[+-]?\\d+");
          case "number" -> value.matches("[+-]?(\\d+(\\.\\d*)?|\\.\\d+)([eE][+-]?\\d+)?");
          case "boolean" -> value.equals("true") || value.equals("false");
          default -> true;
        };
    if (!fits) {
      return Optional.of(
          type.equals("boolean")
              ? "is neither true nor false"
              : type.equals("integer") ? "is not a whole number" : "is not a number");
    }
    return pattern.filter(p -> !matches(p, value)).map(p -> "does not match '" + p + "'");
  }

  private static boolean matches(String pattern, String value) {
    try {
      return Pattern.compile(pattern).matcher(value).find();
    } catch (PatternSyntaxException e) {
      return true; // The Kamelet is reported for its pattern; its users are not to blame.
    }
  }

  /** How to write a right value. */
  String remedy() {
    if (!values.isEmpty()) {
      return "One of: " + String.join(", ", values) + ".";
    }
    return switch (type) {
      case "integer" -> "Write a whole number" + example() + ".";
      case "number" -> "Write a number" + example() + ".";
      case "boolean" -> "Write 'true' or 'false'.";
      default -> "Write a value of the form '" + pattern.orElse("text") + "'" + example() + ".";
    };
  }

  /** The value as it may be shown to people. */
  String shown(String value) {
    return secret ? "***" : value;
  }

  /** ", for example ..." to end a sentence, where the Kamelet gives one. */
  String example() {
    return Yaml.textAt(node, "example")
        .or(() -> initial)
        .map(e -> ", for example '" + e + "'")
        .orElse("");
  }
}
