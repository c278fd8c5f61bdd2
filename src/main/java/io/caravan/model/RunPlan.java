package io.caravan.model;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What a run does: what is built in which order, and which tests gate which dataset.
 *
 * @param order edges between built nodes: data dependencies, and waits of an audit for the other
 *     relations it reads
 * @param data data dependencies alone: what is skipped when a node is not well
 * @param audits tests by the node whose publication they gate
 * @param alone tests that read nothing that is built
 */
record RunPlan(Graph order, Graph data, Map<String, List<Node>> audits, List<Node> alone) {

  static RunPlan of(Project project, Collection<String> chosen, Set<NodeKind> built) {
    List<String> building =
        chosen.stream()
            .filter(
                id ->
                    project
                        .node(id)
                        .filter(n -> built.contains(n.kind()) && n.leavesRelation())
                        .isPresent())
            .toList();
    project.refuseUnbuildable(building);
    Graph data = project.graph().over(building);
    Graph order = project.graph().over(building);
    Map<String, List<Node>> audits = new TreeMap<>();
    List<Node> alone = new ArrayList<>();
    for (Node test : tests(project, chosen)) {
      Set<String> parents = parents(project, building, test);
      if (parents.isEmpty()) {
        alone.add(test);
      } else {
        String auditor = auditor(order, parents, test);
        parents.stream()
            .filter(parent -> !parent.equals(auditor))
            .forEach(parent -> order.edge(parent, auditor));
        audits.computeIfAbsent(auditor, id -> new ArrayList<>()).add(test);
      }
    }
    return new RunPlan(order, data, audits, alone);
  }

  private static List<Node> tests(Project project, Collection<String> chosen) {
    return chosen.stream()
        .sorted()
        .map(id -> project.node(id).orElseThrow())
        .filter(node -> node.kind().isTest())
        .toList();
  }

  private static Set<String> parents(Project project, List<String> building, Node test) {
    List<String> kept = new ArrayList<>(building);
    kept.add(test.id());
    return new TreeSet<>(project.graph().over(kept).parents(test.id()));
  }

  /**
   * The node that a test gates: where it is written, unless another relation it reads is built from
   * that one.
   */
  private static String auditor(Graph order, Set<String> parents, Node test) {
    String attached = test.test().map(Node.AttachedTest::attachedTo).orElse("");
    if (parents.contains(attached)
        && parents.stream().noneMatch(parent -> order.ancestors(parent, -1).contains(attached))) {
      return attached;
    }
    List<String> sequence = order.order();
    return parents.stream()
        .max((a, b) -> Integer.compare(sequence.indexOf(a), sequence.indexOf(b)))
        .orElseThrow();
  }
}
