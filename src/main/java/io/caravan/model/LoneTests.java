package io.caravan.model;

import io.caravan.engine.SqlFailure;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Tests that gate nothing in this run: asked together, on what readers see. */
final class LoneTests {
  private LoneTests() {}

  static List<NodeResult> run(List<Node> tests, NodeRun runs, RunFacts facts) {
    if (tests.isEmpty()) {
      return List.of();
    }
    Instant started = facts.clock().instant();
    List<TestVerdict> verdicts;
    try {
      verdicts = runs.test(tests);
    } catch (SqlFailure | NodeFailure wrong) {
      return tests.stream()
          .map(
              test ->
                  runs.result(
                      test,
                      NodeResult.Status.FAILED,
                      -1,
                      -1,
                      started,
                      NodeRun.message(wrong),
                      "",
                      List.of()))
          .toList();
    }
    List<NodeResult> results = new ArrayList<>();
    Duration took = Duration.between(started, facts.clock().instant());
    for (int i = 0; i < tests.size(); i++) {
      Node test = tests.get(i);
      TestVerdict verdict = verdicts.get(i);
      results.add(
          new NodeResult(
              test.id(),
              test.kind(),
              test.label(),
              status(verdict.outcome()),
              verdict.failures(),
              -1,
              started,
              took,
              verdict.message(),
              verdict.sql(),
              List.of(),
              List.of()));
    }
    return results;
  }

  private static NodeResult.Status status(TestVerdict.Outcome outcome) {
    return switch (outcome) {
      case PASSED -> NodeResult.Status.SUCCESS;
      case WARNED -> NodeResult.Status.WARNED;
      case FAILED, BROKEN -> NodeResult.Status.FAILED;
    };
  }
}
