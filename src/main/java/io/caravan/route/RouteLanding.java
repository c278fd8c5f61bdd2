package io.caravan.route;

import io.caravan.record.DatasetName;
import io.caravan.record.ProjectException;
import io.caravan.stream.DeadLetter;
import java.net.URISyntaxException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.camel.CamelContext;
import org.apache.camel.model.ModelCamelContext;
import org.apache.camel.model.ProcessorDefinition;
import org.apache.camel.model.ProcessorDefinitionHelper;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.model.ToDefinition;
import org.apache.camel.util.URISupport;

/**
 * Where a streaming route lands its batches, found in the route itself: one table, whose position
 * then says how far it was read, or topics, in one transaction with the group's offsets.
 *
 * @param table empty when it lands in topics
 */
record RouteLanding(Optional<DatasetName> table) {
  private static final String LETTERS = "kamelet:dead-letter-sink";
  private static final List<String> TABLES =
      List.of("kamelet:bronze-sink", "kamelet:table-sink", LETTERS);
  private static final String TOPIC = "kamelet:topic-sink";

  /**
   * @throws ProjectException when there is none, or several
   */
  static RouteLanding of(CamelContext context, UserRoute route) {
    List<String> sinks = sinks(context, route);
    List<DatasetName> tables =
        sinks.stream()
            .filter(uri -> TABLES.contains(scheme(uri)))
            .map(uri -> table(context, uri))
            .flatMap(Optional::stream)
            .distinct()
            .toList();
    boolean topics = sinks.stream().anyMatch(uri -> scheme(uri).equals(TOPIC));
    if (tables.size() + (topics ? 1 : 0) > 1) {
      throw new ProjectException(
          route.place(),
          "Cannot start route '%s': it lands in %s%s, and a batch can land exactly once in one place only."
              .formatted(route.id(), tables, topics ? " and in a topic" : ""),
          "Land in one of them, and let a second route read from there.");
    }
    if (tables.isEmpty() && !topics) {
      throw new ProjectException(
          route.place(),
          "Cannot start route '%s': it reads records, but lands them nowhere."
              .formatted(route.id()),
          "End it with 'to: kamelet:bronze-sink', kamelet:table-sink or kamelet:topic-sink.");
    }
    return new RouteLanding(tables.stream().findFirst());
  }

  private static List<String> sinks(CamelContext context, UserRoute route) {
    RouteDefinition definition =
        route.id() == null ? null : ((ModelCamelContext) context).getRouteDefinition(route.id());
    if (definition == null) {
      return List.of();
    }
    List<ProcessorDefinition<?>> steps = definition.getOutputs();
    Collection<ToDefinition> ends =
        ProcessorDefinitionHelper.filterTypeInOutputs(steps, ToDefinition.class);
    return ends.stream().map(ToDefinition::getUri).toList();
  }

  private static String scheme(String uri) {
    int query = uri.indexOf('?');
    return query < 0 ? uri : uri.substring(0, query);
  }

  private static Optional<DatasetName> table(CamelContext context, String uri) {
    if (scheme(uri).equals(LETTERS)) {
      return Optional.of(DatasetName.parse(DeadLetter.TABLE));
    }
    try {
      int query = uri.indexOf('?');
      Map<String, Object> parameters =
          query < 0 ? Map.of() : URISupport.parseQuery(uri.substring(query + 1));
      Object table = parameters.get("table");
      return table == null
          ? Optional.empty()
          : Optional.of(
              BronzeTarget.dataset(context.resolvePropertyPlaceholders(table.toString())));
    } catch (URISyntaxException | IllegalArgumentException unreadable) {
      // The sink itself refuses it, with a better message.
      return Optional.empty();
    }
  }
}
