package io.caravan.route.editing;

import io.caravan.record.Problem;
import io.caravan.record.Spelling;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.camel.CamelContext;
import org.snakeyaml.engine.v2.nodes.Node;

/** {@code {{names}}} of properties that nothing defines. */
final class PlaceholderCheck {
  private static final Pattern PLACEHOLDER = Pattern.compile("\\{\\{([^{}]+)\\}\\}");

  private final CamelContext context;

  PlaceholderCheck(CamelContext context) {
    this.context = context;
  }

  /**
   * @param known names that are defined where the tree stands: the properties of a Kamelet
   */
  List<Problem> check(String file, Node node, Set<String> known) {
    List<Problem> problems = new ArrayList<>();
    Yaml.scalars(
        node,
        "",
        (key, scalar) -> {
          Matcher matcher = PLACEHOLDER.matcher(scalar.getValue());
          while (matcher.find()) {
            String name = matcher.group(1).strip();
            String bare = name.replaceFirst("^[?!]", "").replaceFirst(":.*", "");
            if (!name.startsWith("?") && !known.contains(bare) && !resolves(name)) {
              problems.add(
                  new Problem(
                      Yaml.place(file, scalar),
                      "Cannot resolve '{{" + name + "}}': no property has this name.",
                      Spelling.didYouMean(
                          bare,
                          candidates(known),
                          "Add '"
                              + bare
                              + "=...' to application.properties, or a default: '{{"
                              + bare
                              + ":value}}'.")));
            }
          }
        });
    return problems;
  }

  /** The text with its placeholders replaced, or as it is when they cannot be. */
  String resolved(String text) {
    try {
      return text.contains("{{") ? context.resolvePropertyPlaceholders(text) : text;
    } catch (IllegalArgumentException e) {
      return text; // Reported where it stands.
    }
  }

  /** Whether a value is only known when the route is built, or while messages flow. */
  static boolean laterKnown(String value) {
    return value.contains("{{") || value.contains("${") || value.startsWith("#");
  }

  private boolean resolves(String name) {
    try {
      context.resolvePropertyPlaceholders("{{" + name + "}}");
      return true;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private List<String> candidates(Set<String> known) {
    List<String> names = new ArrayList<>(known);
    names.addAll(context.getPropertiesComponent().loadProperties().stringPropertyNames());
    return names;
  }
}
