package io.caravan.route.editing;

import io.caravan.record.FileVersion;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * All route and Kamelet files as they were at one moment, read and ready to be checked or run.
 *
 * @param versions content by path relative to the project, {@code routes/bronze/users.camel.yaml}
 */
record RouteProject(
    SortedMap<String, FileVersion> versions,
    SortedMap<String, RouteFile> routes,
    SortedMap<String, KameletFile> kamelets,
    SortedMap<String, YamlFile> others) {

  /**
   * Whether a file under the routes folder is a part of the project; tests beside the routes are
   * not.
   */
  static boolean wanted(String name) {
    return (name.endsWith(".yaml") || name.endsWith(".yml")) && !name.endsWith(".test.yaml");
  }

  static RouteProject of(SortedMap<String, FileVersion> versions) {
    SortedMap<String, RouteFile> routes = new TreeMap<>();
    SortedMap<String, KameletFile> kamelets = new TreeMap<>();
    SortedMap<String, YamlFile> others = new TreeMap<>();
    versions.forEach(
        (name, version) -> {
          YamlFile yaml = YamlFile.read(name, version);
          if (name.endsWith(RouteFile.ENDING)) {
            routes.put(name, RouteFile.of(yaml));
          } else if (name.endsWith(KameletFile.ENDING) && yaml.root().isPresent()) {
            kamelets.put(name, KameletFile.of(yaml));
          } else {
            others.put(name, yaml);
          }
        });
    return new RouteProject(
        Collections.unmodifiableSortedMap(new TreeMap<>(versions)),
        Collections.unmodifiableSortedMap(routes),
        Collections.unmodifiableSortedMap(kamelets),
        Collections.unmodifiableSortedMap(others));
  }

  static RouteProject empty() {
    return of(new TreeMap<>());
  }

  Optional<KameletFile> kamelet(String name) {
    return kamelets.values().stream().filter(kamelet -> kamelet.name().equals(name)).findFirst();
  }

  /** Every route by id, in the order of files. */
  Map<String, RouteEntry> routeEntries() {
    Map<String, RouteEntry> all = new LinkedHashMap<>();
    routes.values().forEach(file -> file.routes().forEach(all::putIfAbsent));
    return all;
  }

  /** What the project's Kamelets are, so that a changed one can be told. */
  Map<String, String> kameletContents() {
    return kamelets.values().stream()
        .collect(
            Collectors.toMap(
                KameletFile::name,
                kamelet -> Yaml.canonical(kamelet.root()),
                (a, b) -> a,
                TreeMap::new));
  }
}
