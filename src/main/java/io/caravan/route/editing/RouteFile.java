package io.caravan.route.editing;

import io.caravan.record.Problem;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeType;

/**
 * A file of routes, {@code routes/<layer>/<table>.camel.yaml}, and the ids that its routes have.
 */
record RouteFile(YamlFile yaml, List<RouteEntry> entries) {
  static final String ENDING = ".camel.yaml";

  static RouteFile of(YamlFile yaml) {
    List<Node> items = yaml.root().map(Yaml::items).orElse(List.of());
    return new RouteFile(
        yaml, items.stream().map(item -> RouteEntry.of(yaml.name(), item)).toList());
  }

  /**
   * The routes with their ids, in the order of the file. A route without one is called like its
   * file.
   */
  Map<String, RouteEntry> routes() {
    Map<String, RouteEntry> routes = new LinkedHashMap<>();
    int unnamed = 0;
    for (RouteEntry entry : entries) {
      if (entry.route()) {
        boolean own = entry.givenId().isEmpty();
        unnamed += own ? 1 : 0;
        String id = own ? idOfFile() + (unnamed > 1 ? "-" + unnamed : "") : entry.givenId().get();
        routes.putIfAbsent(id, entry);
      }
    }
    return routes;
  }

  /** Whether it holds anything that routes of other files may use. */
  boolean shares() {
    return entries.stream().anyMatch(RouteEntry::shared);
  }

  /** {@code routes/bronze/users.camel.yaml} holds the route {@code bronze.users}. */
  String idOfFile() {
    String path = yaml.name().substring(yaml.name().indexOf('/') + 1);
    return path.substring(0, path.length() - ENDING.length()).replace('/', '.');
  }

  /** Whether it lies in a folder, and so in a layer. */
  boolean inLayer() {
    return yaml.name().indexOf('/') != yaml.name().lastIndexOf('/');
  }

  /**
   * The text with the lines of all other entries left empty, so that every line keeps its number.
   */
  String only(Predicate<RouteEntry> wanted) {
    String[] lines = yaml.text().split("\\r?\\n", -1);
    List<Integer> starts = entries.stream().map(entry -> entry.place().line() - 1).toList();
    boolean ownLines =
        starts.stream().distinct().count() == starts.size()
            && starts.stream()
                .allMatch(
                    start ->
                        lines[start].startsWith("-")
                            || lines[start].stripLeading().startsWith("- "));
    if (!ownLines) {
      return yaml.text(); // Written in one line with brackets: nothing can be left out of it.
    }
    for (int i = 0; i < entries.size(); i++) {
      if (!wanted.test(entries.get(i))) {
        int end = i + 1 < starts.size() ? starts.get(i + 1) : lines.length;
        Arrays.fill(lines, starts.get(i), end, "");
      }
    }
    return String.join("\n", lines);
  }

  List<Problem> ownProblems(YamlGrammar grammar) {
    List<Problem> problems = new ArrayList<>(yaml.problems());
    yaml.root()
        .filter(root -> root.getNodeType() != NodeType.SEQUENCE)
        .ifPresent(
            root ->
                problems.add(
                    new Problem(
                        Yaml.place(yaml.name(), root),
                        "Cannot read routes: a list is expected.",
                        "Begin the file with '- route:' and indent what belongs to it.")));
    if (yaml.problems().isEmpty()) {
      entries.forEach(entry -> problems.addAll(grammar.entry(yaml.name(), entry.node())));
      if (inLayer()) {
        idsOfLayer(problems);
      }
    }
    return problems;
  }

  private void idsOfLayer(List<Problem> problems) {
    String own = idOfFile();
    for (RouteEntry entry : entries) {
      String id = entry.givenId().orElse(own);
      if (!id.equals(own) && !id.startsWith(own + "-") && !id.startsWith(own + ".")) {
        problems.add(
            new Problem(
                entry.placeOfId(),
                "Cannot use route id: '" + id + "' does not belong to " + yaml.name() + ".",
                "Name the route '"
                    + own
                    + "' (or '"
                    + own
                    + "-...' when the file holds several), or move it to "
                    + fileOf(id)
                    + "."));
      }
    }
  }

  private String fileOf(String id) {
    return yaml.name().substring(0, yaml.name().indexOf('/') + 1) + id.replace('.', '/') + ENDING;
  }
}
