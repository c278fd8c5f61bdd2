package io.caravan.model;

import io.caravan.jinja.value.Callable;
import io.caravan.record.DatasetName;
import io.caravan.record.Place;
import io.caravan.record.ProjectException;
import io.caravan.record.Spelling;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/** A macro that is run by itself: dbt's {@code run-operation}. */
record Operation(String macro, Map<String, Object> arguments) {
  /** Where it is called from: a node that may read everything. */
  Node caller(Project project) {
    List<String> all = new ArrayList<>(project.nodes().keySet());
    all.addAll(project.sources().keySet());
    return new Node(
        "operation." + project.name() + "." + macro,
        NodeKind.OPERATION,
        project.name(),
        macro,
        ProjectFile.FILE,
        List.of(project.name(), macro),
        Config.NONE,
        new DatasetName(project.settings().schema(), "operation"),
        "",
        Node.Documentation.NONE,
        all,
        Optional.empty(),
        Optional.empty(),
        Place.file("command line"));
  }

  /**
   * The macro: of the package that is named, or the project's own, then any other's.
   *
   * @throws ProjectException when there is none
   */
  Callable find(Names names, MacroSet macros) {
    int dot = macro.indexOf('.');
    List<String> packages = new ArrayList<>();
    if (dot > 0) {
      packages.add(macro.substring(0, dot));
    } else {
      packages.add(macros.root());
      packages.addAll(new TreeSet<>(macros.packages()));
    }
    String name = macro.substring(dot + 1);
    for (String each : packages) {
      Optional<Callable> found = names.macros().find(each, name);
      if (found.isPresent()) {
        return found.get();
      }
    }
    TreeSet<String> known = new TreeSet<>(macros.names(macros.root()));
    throw new ProjectException(
        Place.file("command line"),
        "Cannot run macro '" + macro + "': no package has it.",
        Spelling.didYouMean(name, known, "The project has: " + String.join(", ", known) + "."));
  }
}
