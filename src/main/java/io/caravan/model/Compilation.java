package io.caravan.model;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** The SQL that nodes come to, without running it. */
record Compilation(Project project, Workbench bench, RunFacts facts) {
  private static final Set<NodeKind> NOT_COMPILED = Set.of(NodeKind.SEED, NodeKind.EXPOSURE);

  /** By the ids of the nodes, in the order they are built. */
  Map<String, String> of(Collection<String> chosen) {
    Map<String, String> compiled = new LinkedHashMap<>();
    for (String id : project.graph().order()) {
      Node node = project.node(id).orElse(null);
      if (node != null && chosen.contains(id) && !NOT_COMPILED.contains(node.kind())) {
        compiled.put(id, sql(node));
      }
    }
    return compiled;
  }

  private String sql(Node node) {
    return switch (node.kind()) {
      case UNIT_TEST -> new UnitTests(project, bench, facts).sql(node);
      case TEST -> project.compiler().tests(bench, facts).rows(node);
      default -> project.compiler().compile(node, bench, facts);
    };
  }
}
