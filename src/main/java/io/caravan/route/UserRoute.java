package io.caravan.route;

import io.caravan.record.Place;
import io.caravan.record.ProjectException;
import org.apache.camel.CamelContext;
import org.apache.camel.model.ModelCamelContext;
import org.apache.camel.model.RouteDefinition;

/**
 * The route in which the user wrote down a Kamelet: its id names the dataset and is the key of the
 * ledger.
 *
 * <p>A Kamelet's bean learns it by the property {@code route: "{{?parentRouteId}}"} in its
 * template. Camel gives every Kamelet that parameter, but only the one level above: a Kamelet
 * within a Kamelet sees the outer one's id.
 *
 * @param id the route's id
 * @param place the file it stands in, as far as Camel knows
 */
public record UserRoute(String id, Place place) {
  /** The route of that id, whether or not it has been started. */
  public static UserRoute of(CamelContext context, String id) {
    RouteDefinition definition = definition(context, id);
    String location = definition == null ? null : location(definition);
    String file = location == null ? "routes" : location.substring(location.indexOf(':') + 1);
    return new UserRoute(
        definition == null ? id : definition.getId(),
        new Place(file, definition == null ? 0 : Math.max(0, definition.getLineNumber()), 0));
  }

  /** Whether the route begins with batches of records. */
  static boolean readsRecords(CamelContext context, String id) {
    RouteDefinition definition = definition(context, id);
    return definition != null
        && definition.getInput() != null
        && definition.getInput().getUri().startsWith("kamelet:kafka-records-source");
  }

  /**
   * While Camel builds what follows a Kamelet, it still takes that Kamelet's route for the outer
   * one: then the route around that one is meant.
   */
  private static RouteDefinition definition(CamelContext context, String id) {
    RouteDefinition definition =
        id == null ? null : ((ModelCamelContext) context).getRouteDefinition(id);
    if (definition == null
        || !Boolean.TRUE.equals(definition.isKamelet())
        || definition.getTemplateParameters() == null) {
      return definition;
    }
    Object outer = definition.getTemplateParameters().get("parentRouteId");
    return outer == null ? definition : definition(context, outer.toString());
  }

  private static String location(RouteDefinition definition) {
    return definition.getResource() != null
        ? definition.getResource().getLocation()
        : definition.getLocation();
  }

  /** A mistake in one of the parameters that the route gives to a Kamelet. */
  public ProjectException wrong(String parameter, String remedy) {
    return new ProjectException(
        place,
        "Cannot start route '%s': parameter '%s' is wrong.".formatted(id, parameter),
        remedy);
  }
}
