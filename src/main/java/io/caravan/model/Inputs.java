package io.caravan.model;

import io.caravan.record.DatasetName;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** What a node and its tests read, through ephemeral models, and whether it is there. */
final class Inputs {
  private final Project project;
  private final Workbench bench;

  Inputs(Project project, Workbench bench) {
    this.project = project;
    this.bench = bench;
  }

  private record Missing(DatasetName dataset, boolean source) {
    String remedy(Node node) {
      return source
          ? "does not exist yet. Run the route that writes it first."
          : "is not built yet. Build it too: --select +%s.".formatted(node.label());
    }
  }

  /**
   * Makes sure that everything is there to build the node and to judge it by the tests that stand
   * at it and may block it.
   *
   * @throws InputMissing naming the first thing that is not
   */
  void require(Node node, List<Node> tests) {
    missing(node.dependsOn(), node)
        .ifPresent(
            found -> {
              throw new InputMissing(
                  "Cannot build '%s': it reads %s, which %s"
                      .formatted(node.label(), found.dataset(), found.remedy(node)),
                  found.dataset());
            });
    for (Node test : tests) {
      if (standsAt(test, node) && Threshold.of(test.config()).error()) {
        missing(test.dependsOn(), node)
            .ifPresent(
                found -> {
                  throw new InputMissing(
                      "Cannot publish '%s': its test '%s' reads %s, which %s"
                          .formatted(
                              node.label(), test.name(), found.dataset(), found.remedy(node)),
                      found.dataset());
                });
      }
    }
  }

  /**
   * The tests that can be judged now. One that stands at another model which is not built yet is
   * judged when that one is: if each waited for the other, neither would ever be there.
   */
  List<Node> judgeable(Node node, List<Node> tests) {
    return tests.stream().filter(test -> missing(test.dependsOn(), node).isEmpty()).toList();
  }

  /**
   * Warnings of the tests that stand at the node and cannot be judged yet. To compare with a table
   * that nobody has filled would find every row wrong.
   */
  List<TestVerdict> early(Node node, List<Node> tests) {
    List<TestVerdict> early = new ArrayList<>();
    for (Node test : tests) {
      if (standsAt(test, node)) {
        missing(test.dependsOn(), node)
            .ifPresent(
                found ->
                    early.add(
                        new TestVerdict(
                            test.id(),
                            test.name(),
                            TestVerdict.Outcome.WARNED,
                            -1,
                            "It reads %s, which %s".formatted(found.dataset(), found.remedy(node)),
                            "")));
      }
    }
    return early;
  }

  private static boolean standsAt(Node test, Node node) {
    return test.test().filter(attached -> attached.attachedTo().equals(node.id())).isPresent();
  }

  private Optional<Missing> missing(Collection<String> ids, Node built) {
    for (String id : ids) {
      SourceTable source = project.sources().get(id);
      if (source != null && !bench.bind(source.dataset())) {
        return Optional.of(new Missing(source.dataset(), true));
      }
      Node parent = project.node(id).filter(node -> !node.id().equals(built.id())).orElse(null);
      if (parent != null) {
        Optional<Missing> missing =
            parent.leavesRelation() ? unbuilt(parent) : missing(parent.dependsOn(), built);
        if (missing.isPresent()) {
          return missing;
        }
      }
    }
    return Optional.empty();
  }

  private Optional<Missing> unbuilt(Node parent) {
    // A table whose first version was blocked is there, but nobody can read it yet.
    boolean there =
        bench.isBound(parent.relation())
            || bench.find(parent.relation()).isPresent() && bench.bind(parent.relation());
    return there ? Optional.empty() : Optional.of(new Missing(parent.relation(), false));
  }
}
