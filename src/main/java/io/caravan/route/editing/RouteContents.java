package io.caravan.route.editing;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What each route is made of: its own definition, what its file says for all its routes, what all
 * routes share, and the Kamelets that any of these uses (and those that they use). A route whose
 * content is the same in two versions of the project keeps running.
 */
final class RouteContents {
  private final RouteProject project;
  private final Map<String, String> kamelets;

  private RouteContents(RouteProject project) {
    this.project = project;
    this.kamelets = project.kameletContents();
  }

  /**
   * Content by route id, in the order of files; what a file shares counts as one route, called like
   * the file.
   */
  static Map<String, String> of(RouteProject project) {
    RouteContents contents = new RouteContents(project);
    String shared = contents.shared();
    Map<String, String> all = new LinkedHashMap<>();
    project.routes().values().stream()
        .filter(RouteFile::shares)
        .forEach(file -> all.put(file.yaml().name(), shared));
    project.routeEntries().forEach((id, entry) -> all.put(id, contents.content(entry) + shared));
    return all;
  }

  /** What touches every route: beans, route configurations, templates. */
  static String shared(RouteProject project) {
    return new RouteContents(project).shared();
  }

  private String shared() {
    return together(
        project.routes().values().stream()
            .flatMap(file -> file.entries().stream())
            .filter(RouteEntry::shared)
            .toList());
  }

  private String content(RouteEntry route) {
    List<RouteEntry> ofFile = project.routes().get(route.file()).entries();
    return together(
        Stream.concat(Stream.of(route), ofFile.stream().filter(RouteEntry::ofItsFile)).toList());
  }

  private String together(Collection<RouteEntry> entries) {
    Set<String> used = new TreeSet<>();
    entries.stream().flatMap(entry -> entry.uses().stream()).forEach(use -> collect(use, used));
    return Stream.concat(
            entries.stream().map(entry -> Yaml.canonical(entry.node())),
            used.stream().map(name -> name + "=" + kamelets.get(name)))
        .collect(Collectors.joining("\n", "", "\n"));
  }

  private void collect(EndpointUse use, Set<String> used) {
    if (use.kamelet() && kamelets.containsKey(use.kameletName()) && used.add(use.kameletName())) {
      project
          .kamelet(use.kameletName())
          .ifPresent(kamelet -> kamelet.uses().forEach(inner -> collect(inner, used)));
    }
  }
}
