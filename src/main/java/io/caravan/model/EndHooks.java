package io.caravan.model;

import io.caravan.engine.SqlFailure;
import io.caravan.jinja.JinjaException;
import io.caravan.record.ProjectException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/** {@code on-run-end}: told how everything went, once everything has ended. */
record EndHooks(Project project, Workbench bench, RunFacts facts, NodeRun runs) {
  /** How the first hook failed, if one did. */
  Optional<NodeResult> run(List<NodeResult> results) {
    Instant started = facts.clock().instant();
    Node caller = new Operation("on-run-end", java.util.Map.of()).caller(project);
    try {
      for (String sql :
          project.compiler().onRunEnd(caller, told(results), schemas(results), bench, facts)) {
        if (!sql.isBlank()) {
          bench.bindRead(sql);
          bench.session().execute(sql);
        }
      }
      return Optional.empty();
    } catch (SqlFailure | NodeFailure | ProjectException | JinjaException wrong) {
      return Optional.of(
          runs.result(
              caller,
              NodeResult.Status.FAILED,
              -1,
              -1,
              started,
              NodeRun.message(wrong),
              "",
              List.of()));
    }
  }

  private List<Object> told(List<NodeResult> results) {
    List<Object> told = new ArrayList<>();
    for (NodeResult result : results) {
      told.add(
          one(
              result.id(),
              Artefacts.status(result),
              result.message(),
              result.kind().isTest() && result.rows() >= 0 ? result.rows() : null,
              SourceAge.seconds(result.took())));
      result
          .tests()
          .forEach(
              test ->
                  told.add(
                      one(test.id(), Artefacts.status(test), test.message(), test.failures(), 0)));
    }
    return told;
  }

  private Object one(String id, String status, String message, Long failures, double seconds) {
    return new Members("RunResult")
        .value("unique_id", id)
        .value("status", status)
        .value("message", message)
        .value("failures", failures)
        .value("execution_time", seconds)
        .value("node", project.node(id).map(NodeMaps::of).orElse(null));
  }

  private List<Object> schemas(List<NodeResult> results) {
    TreeSet<String> schemas = new TreeSet<>();
    results.forEach(
        result ->
            project
                .node(result.id())
                .filter(Node::leavesRelation)
                .ifPresent(node -> schemas.add(node.relation().namespace())));
    return new ArrayList<>(schemas);
  }
}
