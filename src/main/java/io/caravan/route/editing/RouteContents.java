package io.caravan.route.editing;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * What each route is made of: its own definition, what its file says for all its routes, the
 * Kamelets it uses (and those that they use), and what all routes share. A route whose content is
 * the same in two versions of the project keeps running.
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
    String shared = project.shared();
    Map<String, String> all = new LinkedHashMap<>();
    project.routes().values().stream()
        .filter(RouteFile::shares)
        .forEach(file -> all.put(file.yaml().name(), shared));
    project.routeEntries().forEach((id, entry) -> all.put(id, contents.content(entry) + shared));
    return all;
  }

  private String content(RouteEntry route) {
    String ofFile =
        project.routes().get(route.file()).entries().stream()
            .filter(RouteEntry::ofItsFile)
            .map(entry -> Yaml.canonical(entry.node()))
            .collect(Collectors.joining("\n"));
    Set<String> used = new TreeSet<>();
    route.uses().forEach(use -> collect(use, used));
    project.routes().get(route.file()).entries().stream()
        .filter(RouteEntry::ofItsFile)
        .flatMap(entry -> entry.uses().stream())
        .forEach(use -> collect(use, used));
    String ofKamelets =
        used.stream()
            .map(name -> name + "=" + kamelets.get(name))
            .collect(Collectors.joining("\n"));
    return String.join("\n", Yaml.canonical(route.node()), ofFile, ofKamelets, "");
  }

  private void collect(EndpointUse use, Set<String> used) {
    if (use.kamelet() && kamelets.containsKey(use.kameletName()) && used.add(use.kameletName())) {
      project
          .kamelet(use.kameletName())
          .ifPresent(kamelet -> kamelet.uses().forEach(inner -> collect(inner, used)));
    }
  }
}
