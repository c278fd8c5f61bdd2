package io.caravan.route.editing;

import io.caravan.record.Problem;
import io.caravan.record.Spelling;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.apache.camel.CamelContext;

/** Names and parameters of endpoints that are no Kamelets. */
final class EndpointCheck {
  private final CamelContext context;
  private final PlaceholderCheck placeholders;
  private final Set<String> components;
  private final Set<String> directs = new TreeSet<>();

  EndpointCheck(RouteProject project, CamelContext context, PlaceholderCheck placeholders) {
    this.context = context;
    this.placeholders = placeholders;
    this.components = ComponentNames.onClassPath(context);
    context.getRoutes().stream()
        .map(route -> route.getEndpoint().getEndpointBaseUri())
        .filter(uri -> uri.startsWith("direct:"))
        .forEach(uri -> directs.add(uri.replaceFirst("^direct:/*", "")));
    project.routes().values().stream()
        .flatMap(file -> file.entries().stream())
        .flatMap(entry -> entry.uses().stream())
        .filter(use -> use.key().equals("from") && use.scheme().equals("direct"))
        .forEach(use -> directs.add(use.path()));
  }

  List<Problem> check(EndpointUse use) {
    List<Problem> problems = new ArrayList<>();
    if (use.dynamic() || use.scheme().equals("kamelet")) {
      return problems;
    }
    Optional<ComponentSchema> schema = ComponentSchema.of(context, use.scheme());
    if (schema.isPresent()) {
      role(use, schema.get(), problems);
      use.parameters().values().forEach(parameter -> option(schema.get(), parameter, problems));
    } else if (context.hasComponent(use.scheme()) == null
        && context.getRegistry().lookupByName(use.scheme()) == null) {
      problems.add(
          new Problem(
              use.place(),
              "Cannot use endpoint: the component '" + use.scheme() + "' is unknown.",
              Spelling.didYouMean(
                  use.scheme(),
                  components,
                  "Add the jar org.apache.camel:camel-"
                      + use.scheme()
                      + " to the class path, or use a Kamelet.")));
    }
    if (use.scheme().equals("direct")
        && !use.key().equals("from")
        && !use.path().contains("{{")
        && !directs.contains(use.path())) {
      problems.add(
          new Problem(
              use.place(),
              "Cannot use endpoint: no route begins at 'direct:" + use.path() + "'.",
              Spelling.didYouMean(
                  use.path(),
                  directs,
                  "Add a route with 'uri: direct:" + use.path() + "' in its 'from'.")));
    }
    return problems;
  }

  private void role(EndpointUse use, ComponentSchema schema, List<Problem> problems) {
    boolean begins = use.key().equals("from");
    if (schema.consumerOnly() && !begins) {
      problems.add(
          new Problem(
              use.place(),
              "Cannot send to '" + use.scheme() + "': a route can only begin with it.",
              "Use it in 'from', or send to another endpoint."));
    } else if (schema.producerOnly() && begins) {
      problems.add(
          new Problem(
              use.place(),
              "Cannot begin a route with '" + use.scheme() + "': a route can only send to it.",
              "Use it in 'to', and begin the route with another endpoint."));
    }
    if (use.path().isEmpty()) {
      schema.options().values().stream()
          .filter(
              option ->
                  option.path()
                      && option.required()
                      && !use.parameters().containsKey(option.name()))
          .forEach(
              option ->
                  problems.add(
                      new Problem(
                          use.place(),
                          "Cannot use endpoint '"
                              + use.scheme()
                              + "': '"
                              + option.name()
                              + "' is missing.",
                          "Write 'uri: "
                              + use.scheme()
                              + ":<"
                              + option.name()
                              + ">', or add '"
                              + option.name()
                              + "' to its parameters.")));
    }
  }

  private void option(ComponentSchema schema, Parameter parameter, List<Problem> problems) {
    if (!schema.knows(parameter.name())) {
      problems.add(
          new Problem(
              parameter.key(),
              "Cannot use endpoint '"
                  + schema.scheme()
                  + "': the parameter '"
                  + parameter.name()
                  + "' is unknown.",
              Spelling.didYouMean(
                  parameter.name(),
                  schema.options().keySet(),
                  "Camel's reference of the component '"
                      + schema.scheme()
                      + "' lists its parameters.")));
      return;
    }
    String value = placeholders.resolved(parameter.value());
    if (PlaceholderCheck.laterKnown(value)) {
      return;
    }
    schema
        .option(parameter.name())
        .ifPresent(
            option ->
                option
                    .mismatch(value)
                    .ifPresent(
                        wrong ->
                            problems.add(
                                new Problem(
                                    parameter.place(),
                                    "Cannot use endpoint '"
                                        + schema.scheme()
                                        + "': '"
                                        + value
                                        + "' for '"
                                        + option.name()
                                        + "' "
                                        + wrong
                                        + ".",
                                    (Spelling.didYouMean(value, option.values(), "")
                                            + " "
                                            + option.remedy())
                                        .strip()))));
  }
}
