package io.caravan.testing;

import io.caravan.model.Yaml;
import io.caravan.record.DatasetName;
import io.caravan.record.Place;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What must have come of what was given.
 *
 * @param topics what must lie in topics
 * @param tables what the lake must hold
 * @param dead the dead letters there must be; none where nothing is said of them
 * @param runs how the last run of a route must have ended, where it must not have succeeded
 */
public record Expected(
    Map<String, Wanted> topics,
    Map<DatasetName, Wanted> tables,
    Optional<Wanted> dead,
    Map<String, Ending> runs) {
  /**
   * Rows or records.
   *
   * @param count how many there must be; empty for as many as are listed
   * @param rows each says only what matters of it
   * @param ordered whether they must come in this order
   * @param others whether there may be more than are listed
   */
  public record Wanted(
      Optional<Integer> count, List<Yaml> rows, boolean ordered, boolean others, Place place) {}

  /** How a run must have ended. */
  public record Ending(String state, Place place) {}
}
