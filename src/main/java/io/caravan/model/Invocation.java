package io.caravan.model;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * One run of a selection.
 *
 * @param id of this invocation
 * @param results in the order in which nodes ended
 */
public record Invocation(
    String id, String command, Instant started, Duration took, List<NodeResult> results) {
  public Invocation {
    results = List.copyOf(results);
  }

  /** True when nothing failed, was blocked or skipped. */
  public boolean well() {
    return results.stream().allMatch(result -> result.status().well());
  }

  /** One mapping a node, for messages and {@code --json}. */
  public List<Map<String, Object>> summary() {
    return results.stream().map(NodeResult::summary).toList();
  }

  /** One line a node that is not well; empty when all is. */
  public String complaint() {
    return results.stream()
        .filter(result -> !result.status().well() && result.status() != NodeResult.Status.SKIPPED)
        .map(result -> result.label() + ": " + result.message())
        .collect(Collectors.joining("\n"));
  }
}
