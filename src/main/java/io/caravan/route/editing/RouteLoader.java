package io.caravan.route.editing;

import java.util.List;
import java.util.function.Predicate;
import org.apache.camel.CamelContext;
import org.apache.camel.RoutesBuilder;
import org.apache.camel.builder.RouteConfigurationBuilder;
import org.apache.camel.model.ModelCamelContext;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.spi.Resource;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;

/** Lets Camel read single entries of route files: as little as an edit has touched. */
final class RouteLoader {
  private final CamelContext context;

  RouteLoader(CamelContext context) {
    this.context = context;
  }

  void kamelet(KameletFile kamelet) throws Exception {
    context.addRoutes(read(kamelet.yaml().name(), kamelet.yaml().text()));
    leaveErrorsToTheRoute(kamelet.name());
  }

  /**
   * Errors inside a Kamelet belong to the route that uses it. Were the error handling of all routes
   * built into Kamelets too, a Kamelet used by the error handling would contain itself.
   */
  private void leaveErrorsToTheRoute(String kamelet) {
    RouteDefinition route = model().getRouteTemplateDefinition(kamelet).getRoute();
    if (route.getRouteConfigurationId() == null) {
      route.setRouteConfigurationId("none");
    }
  }

  /** Binds the beans of a file and adds its configurations, templates and what is made of them. */
  void shared(RouteFile file) throws Exception {
    if (file.shares()) {
      RouteConfigurationBuilder builder = read(file, RouteEntry::shared);
      builder.addRouteConfigurationsToCamelContext(context);
      builder.prepareModel(context);
      builder.addTemplatedRoutesToCamelContext(context);
      add(builder.getRouteCollection().getRoutes());
    }
  }

  /** Adds one route, with what its file says for all its routes. */
  void route(RouteFile file, RouteEntry entry, String id) throws Exception {
    RouteConfigurationBuilder builder = read(file, e -> e.ofItsFile() || e.equals(entry));
    builder.prepareModel(context);
    List<RouteDefinition> routes =
        builder.getRouteCollection().getRoutes().stream()
            .filter(route -> route.getId() == null || route.getId().equals(id))
            .toList();
    routes.forEach(route -> route.setId(id));
    add(routes);
  }

  private void add(List<RouteDefinition> routes) throws Exception {
    for (RouteDefinition route : routes) {
      model().addRouteDefinition(route);
      if (!context.isStarted()) {
        // A scratch context builds what a running one builds by itself.
        model().startRouteDefinitions(List.of(route));
      }
    }
  }

  private ModelCamelContext model() {
    return (ModelCamelContext) context;
  }

  private RouteConfigurationBuilder read(RouteFile file, Predicate<RouteEntry> wanted)
      throws Exception {
    return (RouteConfigurationBuilder) read(file.yaml().name(), file.only(wanted));
  }

  private RoutesBuilder read(String name, String text) throws Exception {
    Resource resource = ResourceHelper.fromString("file:" + name, text);
    return PluginHelper.getRoutesLoader(context)
        .findRoutesBuilders(List.of(resource))
        .iterator()
        .next();
  }
}
