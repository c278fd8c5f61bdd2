package io.caravan.route.editing;

import io.caravan.record.Problem;
import io.caravan.record.Spelling;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.apache.camel.CamelContext;
import org.apache.camel.util.StringHelper;

/**
 * Names and parameters of Kamelets. Camel accepts a parameter that the Kamelet does not have in
 * silence: this does not.
 */
final class KameletUseCheck {
  private final RouteProject project;
  private final CamelContext context;
  private final KameletCatalog catalog;
  private final PlaceholderCheck placeholders;
  private final Set<String> ofEndpoint;

  KameletUseCheck(
      RouteProject project,
      CamelContext context,
      KameletCatalog catalog,
      PlaceholderCheck placeholders) {
    this.project = project;
    this.context = context;
    this.catalog = catalog;
    this.placeholders = placeholders;
    this.ofEndpoint =
        new TreeSet<>(ComponentSchema.of(context, "kamelet").orElseThrow().options().keySet());
    // Says from which file a Kamelet is loaded: in a project that is known, and not for a route to
    // choose.
    ofEndpoint.remove("location");
  }

  List<Problem> check(EndpointUse use) {
    List<Problem> problems = new ArrayList<>();
    if (use.dynamic() || !use.kamelet()) {
      return problems;
    }
    String name = placeholders.resolved(use.kameletName());
    Optional<KameletFile> found = project.kamelet(name).or(() -> catalog.find(name));
    if (found.isEmpty()) {
      problems.add(
          new Problem(
              use.place(), "Cannot find Kamelet: '" + name + "' is unknown.", remedy(name)));
      return problems;
    }
    KameletFile kamelet = found.get();
    role(use, kamelet, problems);
    use.parameters().values().forEach(parameter -> parameter(kamelet, parameter, problems));
    missing(use, kamelet, problems);
    return problems;
  }

  private String remedy(String name) {
    if (catalog.names().contains(name)) {
      return "It is a Kamelet of the Camel catalog: add the jar org.apache.camel.kamelets:camel-kamelets to the class path.";
    }
    List<String> known = project.kamelets().values().stream().map(KameletFile::name).toList();
    return Spelling.didYouMean(
        name,
        known,
        known.isEmpty()
            ? "Write routes/kamelets/" + name + KameletFile.ENDING + "."
            : "Kamelets of this project: " + String.join(", ", known) + ".");
  }

  private static void role(EndpointUse use, KameletFile kamelet, List<Problem> problems) {
    boolean begins = use.key().equals("from");
    if (begins && kamelet.beginsAtCaller()) {
      problems.add(
          new Problem(
              use.place(),
              "Cannot begin a route with '" + kamelet.name() + "': it is called by routes.",
              "Begin the route with a Kamelet whose name ends in -source, and use this one in 'to'."));
    } else if (!begins && !kamelet.beginsAtCaller() && kamelet.template().isPresent()) {
      problems.add(
          new Problem(
              use.place(),
              "Cannot send to '" + kamelet.name() + "': it is a source.",
              "Use it in 'from', or send to a Kamelet whose name ends in -action or -sink."));
    }
  }

  private void parameter(KameletFile kamelet, Parameter parameter, List<Problem> problems) {
    String name = parameter.name();
    KameletProperty property =
        Optional.ofNullable(kamelet.properties().get(name))
            .orElse(kamelet.properties().get(StringHelper.dashToCamelCase(name)));
    if (property == null) {
      if (!ofEndpoint.contains(name)) {
        problems.add(
            new Problem(
                parameter.key(),
                "Cannot use Kamelet '"
                    + kamelet.name()
                    + "': the parameter '"
                    + name
                    + "' is unknown.",
                (Spelling.didYouMean(name, kamelet.properties().keySet(), "")
                        + " It takes: "
                        + String.join(", ", kamelet.properties().keySet())
                        + ".")
                    .strip()));
      }
      return;
    }
    if (property.secret() && parameter.isBent()) {
      problems.add(
          new Problem(
              parameter.place(),
              "Cannot use Kamelet '"
                  + kamelet.name()
                  + "': the '+', '%' or '&' in the value of '"
                  + property.name()
                  + "' would be read as pieces of an address.",
              "Keep it out of the route: "
                  + property.name()
                  + ": \"{{env:NAME}}\" takes it from the environment, as it is."));
      return;
    }
    String value = unwrapped(placeholders.resolved(parameter.value()));
    if (PlaceholderCheck.laterKnown(value)) {
      return;
    }
    property
        .mismatch(value)
        .ifPresent(
            wrong ->
                problems.add(
                    new Problem(
                        parameter.place(),
                        "Cannot use Kamelet '"
                            + kamelet.name()
                            + "': '"
                            + property.shown(value)
                            + "' for '"
                            + property.name()
                            + "' "
                            + wrong
                            + ".",
                        (Spelling.didYouMean(value, property.values(), "")
                                + " "
                                + property.remedy())
                            .strip())));
  }

  private void missing(EndpointUse use, KameletFile kamelet, List<Problem> problems) {
    for (String name : kamelet.required()) {
      KameletProperty property = kamelet.properties().get(name);
      boolean given =
          property == null
              || property.initial().isPresent()
              || use.parameters().containsKey(name)
              || use.parameters().containsKey(StringHelper.camelCaseToDash(name));
      if (!given
          && context
              .getPropertiesComponent()
              .resolveProperty("camel.kamelet." + kamelet.name() + "." + name)
              .isEmpty()) {
        problems.add(
            new Problem(
                use.place(),
                "Cannot use Kamelet '"
                    + kamelet.name()
                    + "': the parameter '"
                    + name
                    + "' is missing.",
                "Add '" + name + ": ...' to its parameters" + property.example() + "."));
      }
    }
  }

  private static String unwrapped(String value) {
    return value.matches("RAW\\(.*\\)|RAW\\{.*\\}")
        ? value.substring(4, value.length() - 1)
        : value;
  }
}
