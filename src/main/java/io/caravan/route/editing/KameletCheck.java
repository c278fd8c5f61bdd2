package io.caravan.route.editing;

import io.caravan.record.Place;
import io.caravan.record.Problem;
import io.caravan.record.Spelling;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.snakeyaml.engine.v2.nodes.Node;

/** The mistakes of a Kamelet file that can be seen without running it. */
final class KameletCheck {
  private static final List<String> ENDINGS = List.of("-source", "-action", "-sink");

  private final KameletFile kamelet;
  private final String file;
  private final List<Problem> problems = new ArrayList<>();

  private KameletCheck(KameletFile kamelet) {
    this.kamelet = kamelet;
    this.file = kamelet.yaml().name();
  }

  static List<Problem> check(KameletFile kamelet, YamlGrammar grammar, KameletCatalog catalog) {
    KameletCheck check = new KameletCheck(kamelet);
    if (check.kind()) {
      check.name(catalog);
      check.definition();
      check.template(grammar);
    }
    return check.problems;
  }

  private boolean kind() {
    Node root = kamelet.root();
    boolean right = Yaml.textAt(root, "kind").filter("Kamelet"::equals).isPresent();
    if (!right) {
      problem(
          Yaml.at(root, "kind").orElse(root),
          "'kind' is not 'Kamelet'",
          "Begin the file with 'apiVersion: camel.apache.org/v1' and 'kind: Kamelet'.");
    }
    return right;
  }

  private void name(KameletCatalog catalog) {
    Node root = kamelet.root();
    String ofFile =
        file.substring(file.lastIndexOf('/') + 1, file.length() - KameletFile.ENDING.length());
    Node name = Yaml.at(root, "metadata/name").orElse(root);
    if (!kamelet.name().equals(ofFile)) {
      problem(
          name,
          "its name is '" + kamelet.name() + "', its file is called '" + ofFile + "'",
          "Write 'name: "
              + ofFile
              + "' under 'metadata', or rename the file to "
              + kamelet.name()
              + KameletFile.ENDING
              + ".");
    } else if (ENDINGS.stream().noneMatch(ofFile::endsWith)) {
      problem(
          name,
          "the name '" + ofFile + "' does not tell what it is",
          "Let it end in -source (a route begins with it), -action (a route calls it) or -sink (a route ends with it).");
    } else if (catalog.names().contains(ofFile)) {
      problem(
          name,
          "'" + ofFile + "' is a Kamelet of the Camel catalog",
          "Give it a name of its own, so that nobody mistakes one for the other.");
    }
  }

  private void definition() {
    for (String name : kamelet.required()) {
      if (!kamelet.properties().containsKey(name)) {
        Node list = Yaml.at(kamelet.root(), "spec/definition/required").orElse(kamelet.root());
        Node item =
            Yaml.items(list).stream()
                .filter(i -> Yaml.text(i).filter(name::equals).isPresent())
                .findFirst()
                .orElse(list);
        problem(
            item,
            "the required property '" + name + "' is not defined",
            Spelling.didYouMean(
                name,
                kamelet.properties().keySet(),
                "Define it under 'spec/definition/properties'."));
      }
    }
    for (KameletProperty property : kamelet.properties().values()) {
      property.pattern().ifPresent(pattern -> pattern(property, pattern));
      property
          .initial()
          .filter(value -> !value.contains("{{"))
          .flatMap(property::mismatch)
          .ifPresent(
              wrong ->
                  problem(
                      Yaml.at(property.node(), "default").orElse(property.node()),
                      "the default '"
                          + property.initial().get()
                          + "' of '"
                          + property.name()
                          + "' "
                          + wrong,
                      "Correct the default of '" + property.name() + "', or its type."));
    }
  }

  private void pattern(KameletProperty property, String pattern) {
    try {
      Pattern.compile(pattern);
    } catch (PatternSyntaxException e) {
      problem(
          Yaml.at(property.node(), "pattern").orElse(property.node()),
          "the pattern '"
              + pattern
              + "' of '"
              + property.name()
              + "' is not a regular expression ("
              + e.getDescription()
              + ")",
          "Correct the pattern.");
    }
  }

  private void template(YamlGrammar grammar) {
    Node template = kamelet.template().orElse(null);
    if (template == null) {
      problem(
          Yaml.at(kamelet.root(), "spec").orElse(kamelet.root()),
          "'spec/template' is missing",
          "Add 'template:' with 'from:' under 'spec'.");
      return;
    }
    problems.addAll(grammar.template(file, template));
    boolean toSink =
        kamelet.uses().stream()
            .anyMatch(use -> use.scheme().equals("kamelet") && use.path().equals("sink"));
    if (kamelet.name().endsWith("-source") && (kamelet.beginsAtCaller() || !toSink)) {
      problem(
          template,
          "a source does not begin at 'kamelet:source', and hands over to 'kamelet:sink'",
          "End its steps with '- to: kamelet:sink', or let its name end in -action or -sink.");
    } else if ((kamelet.name().endsWith("-action") || kamelet.name().endsWith("-sink"))
        && !kamelet.beginsAtCaller()) {
      problem(
          template,
          "an action or sink begins at 'kamelet:source'",
          "Write 'from: {uri: kamelet:source}', or let its name end in -source.");
    }
  }

  private void problem(Node node, String what, String remedy) {
    Place place = Yaml.place(file, node);
    problems.add(new Problem(place, "Cannot use Kamelet: " + what + ".", remedy));
  }
}
