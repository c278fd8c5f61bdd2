package io.caravan.model;

import io.caravan.record.Place;
import io.caravan.record.ProjectException;
import io.caravan.record.Spelling;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Tells what columns are made of, by the names that people give them. */
record Origins(Project project, Lineage lineage) {
  List<ColumnOrigin> of(String name) {
    Optional<Node> whole = find(name);
    int dot = name.lastIndexOf('.');
    Optional<Node> node = whole.isPresent() || dot < 0 ? whole : find(name.substring(0, dot));
    String column = whole.isPresent() || dot < 0 ? "" : name.substring(dot + 1);
    Node found = node.orElseThrow(() -> unknown(name));
    String why = lineage.unknown(found.id());
    if (why != null) {
      throw new ProjectException(
          found.place(),
          "Cannot follow the columns of '" + found.label() + "': " + why,
          "Write the query in a way the engine can show the tree of, or ask for another model.");
    }
    Map<String, Set<String>> columns = lineage.of(found.relation());
    List<ColumnOrigin> origins = new ArrayList<>();
    columns.forEach(
        (each, from) -> {
          if (column.isEmpty() || column.equalsIgnoreCase(each)) {
            String full = found.relation() + "." + each;
            origins.add(
                new ColumnOrigin(
                    full,
                    List.copyOf(from),
                    List.copyOf(lineage.roots(full)),
                    List.copyOf(lineage.uses(full))));
          }
        });
    if (origins.isEmpty()) {
      throw new ProjectException(
          Place.file("command line"),
          "Cannot follow '" + name + "': " + found.label() + " has no column '" + column + "'.",
          Spelling.didYouMean(
              column, columns.keySet(), "It has " + String.join(", ", columns.keySet()) + "."));
    }
    return origins;
  }

  private Optional<Node> find(String name) {
    return project.nodes().values().stream()
        .filter(node -> node.isA(NodeKind.MODEL) || node.isA(NodeKind.SNAPSHOT))
        .filter(node -> node.name().equals(name) || node.relation().toString().equals(name))
        .findFirst();
  }

  private ProjectException unknown(String name) {
    List<String> labels =
        project.nodes().values().stream()
            .filter(node -> node.isA(NodeKind.MODEL))
            .map(Node::label)
            .toList();
    return new ProjectException(
        Place.file("command line"),
        "Cannot follow '" + name + "': there is no such model.",
        Spelling.didYouMean(name, labels, "'models list' shows what there is."));
  }
}
