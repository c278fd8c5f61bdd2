package io.caravan.route.editing;

import io.caravan.record.KillPoint;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.apache.camel.Endpoint;
import org.apache.camel.component.kamelet.KameletEndpoint;
import org.apache.camel.model.ModelCamelContext;
import org.apache.camel.model.RouteConfigurationDefinition;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.model.RouteTemplateDefinition;
import org.apache.camel.support.service.ServiceHelper;

/**
 * The routes of the project in the running context, each with all that belongs to it, so that one
 * can go without the others.
 */
final class RunningRoutes {
  private final ModelCamelContext context;
  private final RouteLoader loader;
  private final Map<String, RunningRoute> running = new LinkedHashMap<>();
  private final List<RouteConfigurationDefinition> configurations = new ArrayList<>();
  private final List<RouteTemplateDefinition> templates = new ArrayList<>();

  RunningRoutes(ModelCamelContext context) {
    this.context = context;
    this.loader = new RouteLoader(context);
  }

  /** The routes that must stop before the project can be as given. */
  List<RunningRoute> notIn(RouteProject project) {
    Map<String, String> contents = RouteContents.of(project);
    return running.values().stream()
        .filter(route -> !route.content().equals(contents.get(route.id())))
        .toList();
  }

  /** Whether every route of the project runs. */
  boolean complete(RouteProject project) {
    return running.keySet().containsAll(RouteContents.of(project).keySet());
  }

  /**
   * Makes the running routes those of a project, where what must stop has been drained.
   *
   * @throws RouteFailure when a route cannot be started; what has been added until then stays
   */
  void become(RouteProject before, RouteProject after) {
    notIn(after).forEach(this::remove);
    KillPoint.DURING_EDIT.pass();
    String sharedNow = RouteContents.shared(after);
    boolean shared = !RouteContents.shared(before).equals(sharedNow);
    if (shared) {
      removeShared(before);
    }
    replaceKamelets(before.kameletContents(), after);
    if (shared) {
      after.routes().values().forEach(file -> addShared(file, sharedNow));
    }
    Map<String, String> contents = RouteContents.of(after);
    for (RouteFile file : after.routes().values()) {
      file.routes().forEach((id, entry) -> addIfMissing(id, contents.get(id), file, entry));
    }
  }

  private void addIfMissing(String id, String content, RouteFile file, RouteEntry entry) {
    if (!running.containsKey(id)) {
      running.put(id, add(id, content, () -> loader.route(file, entry, id), entry));
    }
  }

  private void addShared(RouteFile file, String content) {
    if (file.shares()) {
      List<RouteConfigurationDefinition> configured =
          List.copyOf(context.getRouteConfigurationDefinitions());
      List<RouteTemplateDefinition> known = List.copyOf(context.getRouteTemplateDefinitions());
      RouteEntry first =
          file.entries().stream().filter(RouteEntry::shared).findFirst().orElseThrow();
      running.put(
          file.yaml().name(), add(file.yaml().name(), content, () -> loader.shared(file), first));
      context.getRouteConfigurationDefinitions().stream()
          .filter(c -> !configured.contains(c))
          .forEach(configurations::add);
      context.getRouteTemplateDefinitions().stream()
          .filter(t -> !known.contains(t))
          .forEach(templates::add);
    }
  }

  private RunningRoute add(String id, String content, Step step, RouteEntry entry) {
    Set<String> routesBefore = routeIds();
    Set<Endpoint> endpointsBefore = new HashSet<>(context.getEndpoints());
    try {
      step.run();
    } catch (Exception e) {
      remove(made(id, content, routesBefore, endpointsBefore));
      throw new RouteFailure(entry, e);
    }
    return made(id, content, routesBefore, endpointsBefore);
  }

  private RunningRoute made(
      String id, String content, Set<String> routesBefore, Set<Endpoint> endpointsBefore) {
    List<String> parts =
        routeIds().stream().filter(route -> !routesBefore.contains(route)).toList();
    List<Endpoint> kamelets =
        context.getEndpoints().stream()
            .filter(
                endpoint ->
                    !endpointsBefore.contains(endpoint)
                        && endpoint instanceof KameletEndpoint kamelet
                        && real(kamelet))
            .toList();
    // Camel would hand the same Kamelet instance to the next route that writes the same parameters:
    // then neither could go alone.
    context.getEndpointRegistry().entrySet().stream()
        .filter(e -> kamelets.contains(e.getValue()))
        .map(Map.Entry::getKey)
        .toList()
        .forEach(context.getEndpointRegistry()::remove);
    return new RunningRoute(id, content, parts, kamelets);
  }

  private static boolean real(KameletEndpoint endpoint) {
    return !endpoint.getEndpointUri().matches("kamelet:(//)?(source|sink)(\\?.*)?");
  }

  private Set<String> routeIds() {
    return context.getRouteDefinitions().stream()
        .map(RouteDefinition::getRouteId)
        .filter(Objects::nonNull)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private void remove(RunningRoute route) {
    route.parts().forEach(this::removePart);
    ServiceHelper.stopAndShutdownServices(route.kamelets());
    running.remove(route.id());
  }

  private void removePart(String id) {
    try {
      context.getRouteController().stopRoute(id, 10, TimeUnit.SECONDS);
      context.removeRoute(id);
      RouteDefinition left = context.getRouteDefinition(id);
      if (left != null) {
        context.removeRouteDefinition(left);
      }
    } catch (Exception e) {
      throw new IllegalStateException("Cannot remove route: " + id, e);
    }
  }

  private void replaceKamelets(Map<String, String> before, RouteProject after) {
    Map<String, String> now = after.kameletContents();
    for (String name : new TreeSet<>(before.keySet())) {
      if (!Objects.equals(before.get(name), now.get(name))) {
        forget(name);
      }
    }
    for (KameletFile kamelet : after.kamelets().values()) {
      if (context.getRouteTemplateDefinition(kamelet.name()) == null) {
        try {
          loader.kamelet(kamelet);
        } catch (Exception e) {
          throw new RouteFailure(
              new RouteEntry(kamelet.yaml().name(), "kamelet", kamelet.root()), e);
        }
      }
    }
  }

  /**
   * Removes a Kamelet, and routes that were made of it while messages flowed ({@code toD}), which
   * belong to no route.
   */
  private void forget(String kamelet) {
    List<Endpoint> dynamic =
        context.getEndpoints().stream()
            .filter(
                e -> e instanceof KameletEndpoint k && real(k) && k.getTemplateId().equals(kamelet))
            .toList();
    dynamic.stream()
        .map(endpoint -> ((KameletEndpoint) endpoint).getRouteId())
        .forEach(this::removePart);
    dynamic.forEach(endpoint -> context.getEndpointRegistry().values().removeIf(endpoint::equals));
    ServiceHelper.stopAndShutdownServices(dynamic);
    try {
      context.removeRouteTemplates(kamelet);
    } catch (Exception e) {
      throw new IllegalStateException("Cannot remove Kamelet: " + kamelet, e);
    }
  }

  private void removeShared(RouteProject before) {
    try {
      // Camel's own removal looks for the id, and finds nothing when the user gave none.
      context.getRouteConfigurationDefinitions().removeAll(configurations);
      context.removeRouteTemplateDefinitions(templates);
    } catch (Exception e) {
      throw new IllegalStateException("Cannot remove what routes share", e);
    }
    configurations.clear();
    templates.clear();
    before.routes().values().stream()
        .flatMap(file -> file.entries().stream())
        .filter(entry -> entry.kind().equals("beans"))
        .flatMap(entry -> Yaml.at(entry.node(), "beans").stream())
        .flatMap(beans -> Yaml.items(beans).stream())
        .flatMap(bean -> Yaml.textAt(bean, "name").stream())
        .forEach(context.getRegistry()::unbind);
  }

  private interface Step {
    void run() throws Exception;
  }
}
