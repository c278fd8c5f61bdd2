package io.caravan.model;

import io.caravan.record.Place;
import io.caravan.record.Problem;
import io.caravan.record.ProjectException;
import io.caravan.record.Spelling;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Collects everything that is wrong with a project, so that one reading names all mistakes and not
 * only the first.
 */
final class Complaints {
  private final List<Problem> problems = new ArrayList<>();
  private final List<Problem> warnings = new ArrayList<>();
  private final Map<String, Problem> unbuildable = new TreeMap<>();

  void wrong(Place place, String what, String remedy) {
    add(problems, new Problem(place, what, remedy));
  }

  void wrong(ProjectException several) {
    several.problems().forEach(problem -> add(problems, problem));
  }

  void warn(Place place, String what, String remedy) {
    add(warnings, new Problem(place, what, remedy));
  }

  /** One node cannot be built here, which keeps nobody from reading the others. */
  void unbuildable(String id, Place place, String what, String remedy) {
    unbuildable.putIfAbsent(id, new Problem(place, what, remedy));
  }

  // A template that is rendered twice must not complain twice.
  private static void add(List<Problem> list, Problem problem) {
    if (!list.contains(problem)) {
      list.add(problem);
    }
  }

  /** Complains of keys that are not known: as a mistake, with the nearest known key. */
  void unknownKeys(Yaml.Mapping mapping, Collection<String> known, String object) {
    mapping.entries().keySet().stream()
        .filter(key -> !known.contains(key))
        .forEach(
            key ->
                wrong(
                    mapping.at(key),
                    "Cannot read " + object + ": '" + key + "' is unknown.",
                    Spelling.didYouMean(
                        key,
                        known,
                        "Known are: "
                            + String.join(", ", known.stream().sorted().toList())
                            + ".")));
  }

  boolean none() {
    return problems.isEmpty();
  }

  List<Problem> problems() {
    return List.copyOf(problems);
  }

  /** By the ids of the nodes. */
  Map<String, Problem> unbuildable() {
    return Map.copyOf(unbuildable);
  }

  List<Problem> warnings() {
    return List.copyOf(warnings);
  }
}
