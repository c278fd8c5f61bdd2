package io.caravan.route;

import io.caravan.record.DatasetName;
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
 * The bronze table that a route writes to, found in the route itself: its source has to read that
 * table's position, and must not be told another name for it.
 */
final class BronzeTarget {
  private static final String SINK = "kamelet:bronze-sink";

  private BronzeTarget() {}

  /** The one table; empty when the route has no bronze-sink, or several. */
  static Optional<DatasetName> of(CamelContext context, UserRoute route) {
    RouteDefinition definition =
        route.id() == null ? null : ((ModelCamelContext) context).getRouteDefinition(route.id());
    if (definition == null) {
      return Optional.empty();
    }
    Collection<ToDefinition> ends =
        ProcessorDefinitionHelper.filterTypeInOutputs(outputs(definition), ToDefinition.class);
    List<DatasetName> tables =
        ends.stream()
            .map(ToDefinition::getUri)
            .filter(uri -> uri.startsWith(SINK))
            .map(uri -> table(context, uri))
            .flatMap(Optional::stream)
            .distinct()
            .toList();
    return tables.size() == 1 ? Optional.of(tables.get(0)) : Optional.empty();
  }

  private static List<ProcessorDefinition<?>> outputs(RouteDefinition definition) {
    return definition.getOutputs();
  }

  private static Optional<DatasetName> table(CamelContext context, String uri) {
    try {
      int query = uri.indexOf('?');
      Map<String, Object> parameters =
          query < 0 ? Map.of() : URISupport.parseQuery(uri.substring(query + 1));
      Object table = parameters.get("table");
      return table == null
          ? Optional.empty()
          : Optional.of(dataset(context.resolvePropertyPlaceholders(table.toString())));
    } catch (URISyntaxException | IllegalArgumentException unreadable) {
      // The sink itself refuses it, with a better message.
      return Optional.empty();
    }
  }

  /** A name as users write it: the layer may be left out. */
  static DatasetName dataset(String text) {
    return text.indexOf('.') < 0 ? new DatasetName("bronze", text) : DatasetName.parse(text);
  }
}
