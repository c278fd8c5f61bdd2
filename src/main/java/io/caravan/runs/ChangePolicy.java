package io.caravan.runs;

import java.util.List;

/**
 * How a route runs upon the changes of a table: one run at a time, for the newest snapshot.
 *
 * @param retry for failed runs
 * @param tags for people and tools to filter by
 */
public record ChangePolicy(RetryPolicy retry, List<String> tags) {
  public ChangePolicy {
    tags = List.copyOf(tags);
  }
}
