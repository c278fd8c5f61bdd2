package io.caravan.route.editing;

import io.caravan.record.Place;
import io.caravan.record.Problem;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.apache.camel.CamelContext;

/**
 * Finds the mistakes of a set of route and Kamelet files without touching what runs: first by
 * reading, then, for files that read well, by building every route in a context that is thrown
 * away.
 */
final class RouteCheck {
  private final CamelContext running;
  private final YamlGrammar grammar;

  /**
   * @param running whose beans, properties and components the routes will meet
   */
  RouteCheck(CamelContext running, YamlGrammar grammar) {
    this.running = running;
    this.grammar = grammar;
  }

  /** All mistakes, in the order of files and lines; none twice. */
  List<Problem> check(RouteProject project) {
    return check(project, file -> false);
  }

  /**
   * @param settled tells files that have been right so far: of two that do not fit together, the
   *     other one is to blame
   */
  List<Problem> check(RouteProject project, Predicate<String> settled) {
    List<Problem> problems = new ArrayList<>(reading(project, settled));
    Set<String> unreadable =
        problems.stream().map(problem -> problem.place().file()).collect(Collectors.toSet());
    problems.addAll(building(project, unreadable));
    return problems.stream()
        .distinct()
        .sorted(
            Comparator.<Problem, String>comparing(p -> p.place().file())
                .thenComparing(p -> p.place().line())
                .thenComparing(p -> p.place().column()))
        .toList();
  }

  private List<Problem> reading(RouteProject project, Predicate<String> settled) {
    KameletCatalog catalog = new KameletCatalog(running);
    PlaceholderCheck placeholders = new PlaceholderCheck(running);
    EndpointCheck endpoints = new EndpointCheck(project, running, placeholders);
    KameletUseCheck kamelets = new KameletUseCheck(project, running, catalog, placeholders);
    List<Problem> problems = new ArrayList<>();
    project.others().values().forEach(yaml -> problems.addAll(other(yaml)));
    for (KameletFile kamelet : project.kamelets().values()) {
      problems.addAll(kamelet.yaml().problems());
      problems.addAll(KameletCheck.check(kamelet, grammar, catalog));
      kamelet
          .template()
          .ifPresent(
              template ->
                  problems.addAll(
                      placeholders.check(kamelet.yaml().name(), template, kamelet.names())));
      kamelet.uses().forEach(use -> problems.addAll(endpoints.check(use)));
      kamelet.uses().forEach(use -> problems.addAll(kamelets.check(use)));
    }
    for (RouteFile file : project.routes().values()) {
      problems.addAll(file.ownProblems(grammar));
      for (RouteEntry entry : file.entries()) {
        entry.uses().forEach(use -> problems.addAll(endpoints.check(use)));
        entry.uses().forEach(use -> problems.addAll(kamelets.check(use)));
        problems.addAll(placeholders.check(entry.file(), entry.node(), Set.of()));
      }
    }
    problems.addAll(new KameletNesting(project, placeholders).problems());
    problems.addAll(sameIds(project, settled));
    return problems;
  }

  private static List<Problem> other(YamlFile yaml) {
    if (!yaml.problems().isEmpty() || yaml.name().endsWith(KameletFile.ENDING)) {
      return yaml.problems();
    }
    return List.of(
        new Problem(
            Place.file(yaml.name()),
            "Cannot use file: its name tells neither a route nor a Kamelet.",
            "Let it end in '"
                + RouteFile.ENDING
                + "', or '"
                + KameletFile.ENDING
                + "' for a Kamelet, or move it out of the folder."));
  }

  private static List<Problem> sameIds(RouteProject project, Predicate<String> settled) {
    List<Problem> problems = new ArrayList<>();
    Map<String, RouteEntry> first = new LinkedHashMap<>();
    for (RouteFile file :
        project.routes().values().stream()
            .sorted(Comparator.comparing(file -> !settled.test(file.yaml().name())))
            .toList()) {
      for (RouteEntry entry : file.entries()) {
        entry
            .givenId()
            .filter(id -> entry.route())
            .ifPresent(
                id -> {
                  RouteEntry other = first.putIfAbsent(id, entry);
                  if (other != null) {
                    problems.add(
                        new Problem(
                            entry.placeOfId(),
                            "Cannot use route id: '"
                                + id
                                + "' is used already in "
                                + other.placeOfId()
                                + ".",
                            "Give each route an id of its own, for example '" + id + "-2'."));
                  }
                });
      }
    }
    return problems;
  }

  private List<Problem> building(RouteProject project, Set<String> unreadable) {
    List<Problem> problems = new ArrayList<>();
    try (ScratchContext scratch = new ScratchContext(running)) {
      RouteLoader loader = new RouteLoader(scratch.context());
      CamelFailure failure = new CamelFailure(scratch.context(), project);
      for (KameletFile kamelet : project.kamelets().values()) {
        if (!unreadable.contains(kamelet.yaml().name())) {
          attempt(
              () -> loader.kamelet(kamelet),
              e -> problems.add(failure.explain(e, kamelet.yaml().name(), kamelet.root())));
        }
      }
      List<RouteFile> readable =
          project.routes().values().stream()
              .filter(
                  file ->
                      !unreadable.contains(file.yaml().name()) && file.yaml().root().isPresent())
              .toList();
      readable.forEach(
          file ->
              attempt(
                  () -> loader.shared(file),
                  e ->
                      problems.add(
                          failure.explain(
                              e, file.yaml().name(), file.yaml().root().orElseThrow()))));
      Set<String> badKamelets =
          new KameletNesting(project, new PlaceholderCheck(running))
              .using(
                  project.kamelets().values().stream()
                      .filter(k -> unreadable.contains(k.yaml().name()))
                      .map(KameletFile::name)
                      .collect(Collectors.toSet()));
      for (RouteFile file : readable) {
        file.routes()
            .forEach(
                (id, entry) -> {
                  // A route that uses a broken Kamelet would only repeat the Kamelet's mistake.
                  if (entry.uses().stream()
                      .noneMatch(use -> use.kamelet() && badKamelets.contains(use.kameletName()))) {
                    attempt(
                        () -> loader.route(file, entry, id),
                        e -> problems.add(failure.explain(e, entry.file(), entry.node())));
                  }
                });
      }
    }
    return problems;
  }

  private interface Step {
    void run() throws Exception;
  }

  private interface Failed {
    void with(Exception e);
  }

  private static void attempt(Step step, Failed failed) {
    try {
      step.run();
    } catch (StackOverflowError e) {
      failed.with(new IllegalStateException("it is nested too deeply", e));
    } catch (Exception e) {
      failed.with(e);
    }
  }
}
