package io.caravan.model;

import io.caravan.record.DatasetName;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
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

  /**
   * What the nodes that could not be built wait for, when nothing else is wrong; empty otherwise.
   * Run again once it is there, all of them can be built.
   */
  public SortedSet<DatasetName> missing() {
    SortedSet<DatasetName> missing = new TreeSet<>();
    for (NodeResult result : results) {
      if (!result.status().well()
          && result.status() != NodeResult.Status.SKIPPED
          && result.missing().isEmpty()) {
        return new TreeSet<>();
      }
      missing.addAll(result.missing());
    }
    return missing;
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
