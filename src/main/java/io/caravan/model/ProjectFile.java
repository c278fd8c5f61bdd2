package io.caravan.model;

import io.caravan.record.Place;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What {@code dbt_project.yml} says.
 *
 * @param file the file's name within the project
 * @param folders folders by kind: {@code model-paths}, {@code seed-paths} and so on
 * @param vars variables as written, templates in them too; those of a package below its name
 * @param configs the {@code models}, {@code seeds}, {@code tests} and {@code sources} trees
 * @param dispatch namespace to the packages searched for its macros
 * @param restrictsAccess whether other packages may read only what is public
 */
record ProjectFile(
    String file,
    String name,
    String version,
    Map<String, List<String>> folders,
    Map<String, Object> vars,
    Map<String, Yaml.Mapping> configs,
    List<String> onRunStart,
    List<String> onRunEnd,
    Map<String, List<String>> dispatch,
    boolean restrictsAccess) {
  static final String FILE = "dbt_project.yml";
  private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");
  private static final Map<String, List<String>> FOLDERS =
      Map.of(
          "model-paths", List.of("models"),
          "seed-paths", List.of("seeds"),
          "test-paths", List.of("tests"),
          "macro-paths", List.of("macros"),
          "snapshot-paths", List.of("snapshots"),
          "analysis-paths", List.of("analyses"),
          "docs-paths", List.of());
  private static final Map<String, String> OLD_SPELLINGS =
      Map.of("source-paths", "model-paths", "data-paths", "seed-paths");
  private static final Set<String> TREES =
      Set.of(
          "models",
          "seeds",
          "tests",
          "data_tests",
          "sources",
          "snapshots",
          "analyses",
          "exposures",
          "unit_tests",
          "metrics",
          "semantic-models",
          "saved-queries");
  // Read by dbt for itself or for its documentation: nothing that a run in this process depends on.
  private static final Set<String> OF_NO_CONSEQUENCE =
      Set.of(
          "version",
          "config-version",
          "profile",
          "target-path",
          "log-path",
          "clean-targets",
          "require-dbt-version",
          "asset-paths",
          "packages-install-path",
          "flags",
          "dbt-cloud",
          "query-comment",
          "quoting",
          "function-paths");
  private static final Set<String> UNSUPPORTED = Set.of("functions");
  private static final Set<String> OTHERS =
      Set.of("restrict-access", "name", "vars", "on-run-start", "on-run-end", "dispatch");

  static ProjectFile read(Folders.Source source, Rendering rendering, Complaints complaints) {
    Yaml.Mapping top = YamlReader.read(source.file(), source.text());
    check(top, complaints);
    String name = name(top, complaints);
    Map<String, List<String>> folders = new LinkedHashMap<>();
    FOLDERS.forEach(
        (kind, usual) ->
            folders.put(kind, top.find(kind).map(found -> texts(found, rendering)).orElse(usual)));
    Map<String, Yaml.Mapping> trees = new LinkedHashMap<>();
    for (String tree : TREES.stream().sorted().toList()) {
      top.find(tree)
          .ifPresent(
              found ->
                  trees.merge(
                      tree.equals("data_tests") ? "tests" : tree,
                      mapping(found, tree, complaints),
                      (a, b) -> b));
    }
    return new ProjectFile(
        source.file(),
        name,
        top.find("version").map(found -> String.valueOf(found.plain())).orElse(""),
        folders,
        top.find("vars").map(found -> vars(mapping(found, "vars", complaints))).orElse(Map.of()),
        trees,
        raw(top, "on-run-start"),
        raw(top, "on-run-end"),
        dispatch(top, complaints),
        top.find("restrict-access").map(r -> Boolean.TRUE.equals(r.plain())).orElse(false));
  }

  /** Where files of a project are, unless it says otherwise. */
  static List<String> usualFolders() {
    return allFolders(FOLDERS);
  }

  List<String> allFolders() {
    return allFolders(folders);
  }

  private static List<String> allFolders(Map<String, List<String>> folders) {
    List<String> all = new ArrayList<>(List.of("dbt_packages"));
    folders.values().forEach(all::addAll);
    return all.stream().distinct().sorted().toList();
  }

  private static void check(Yaml.Mapping top, Complaints complaints) {
    List<String> known = new ArrayList<>(FOLDERS.keySet());
    List.of(TREES, OF_NO_CONSEQUENCE, UNSUPPORTED, OTHERS).forEach(known::addAll);
    OLD_SPELLINGS.forEach(
        (old, now) -> {
          if (top.has(old)) {
            complaints.wrong(
                top.at(old),
                "Cannot read project: '" + old + "' is no longer known.",
                "Write '" + now + "'.");
          }
        });
    known.addAll(OLD_SPELLINGS.keySet());
    complaints.unknownKeys(top, known, "project");
    UNSUPPORTED.stream()
        .filter(top::has)
        .sorted()
        .forEach(
            key ->
                complaints.wrong(
                    top.at(key),
                    "Cannot run '" + key + "': it is not supported.",
                    "Remove it from this project."));
  }

  private static String name(Yaml.Mapping top, Complaints complaints) {
    String name = top.find("name").map(found -> String.valueOf(found.plain())).orElse("");
    if (!NAME.matcher(name).matches()) {
      Place place = top.has("name") ? top.entries().get("name").place() : top.place();
      complaints.wrong(
          place,
          "Cannot read project: name '" + name + "' is not letters, digits and '_'.",
          "Write 'name: my_project' in " + FILE + ".");
      return name.isEmpty() ? "project" : name.replaceAll("[^A-Za-z0-9_]", "_");
    }
    return name;
  }

  private static Yaml.Mapping mapping(Yaml found, String key, Complaints complaints) {
    if (found instanceof Yaml.Mapping mapping) {
      return mapping;
    }
    complaints.wrong(
        found.place(),
        "Cannot read project: '" + key + "' is " + found.kind() + ".",
        "Write it as 'key: value' lines.");
    return Yaml.Mapping.NONE;
  }

  private static Map<String, Object> vars(Yaml.Mapping vars) {
    Map<String, Object> values = new LinkedHashMap<>();
    vars.entries().forEach((key, value) -> values.put(key, value.plain()));
    return values;
  }

  private static List<String> texts(Yaml found, Rendering rendering) {
    return Config.listOf(rendering.plain(found)).stream().map(String::valueOf).toList();
  }

  /** Hooks are rendered when they run, not now. */
  private static List<String> raw(Yaml.Mapping top, String key) {
    return top.find(key)
        .map(found -> Config.listOf(found.plain()).stream().map(String::valueOf).toList())
        .orElse(List.of());
  }

  private static Map<String, List<String>> dispatch(Yaml.Mapping top, Complaints complaints) {
    Map<String, List<String>> orders = new LinkedHashMap<>();
    for (Object item : Config.listOf(top.find("dispatch").map(Yaml::plain).orElse(null))) {
      if (item instanceof Map<?, ?> map
          && map.get("macro_namespace") != null
          && map.get("search_order") instanceof List<?> order) {
        orders.put(
            String.valueOf(map.get("macro_namespace")),
            order.stream().map(String::valueOf).toList());
      } else {
        complaints.wrong(
            top.at("dispatch"),
            "Cannot read dispatch: '" + item + "' has not both keys.",
            "Write a list of 'macro_namespace: x' with 'search_order: [a, b]'.");
      }
    }
    return orders;
  }
}
