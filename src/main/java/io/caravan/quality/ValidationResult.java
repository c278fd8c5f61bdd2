package io.caravan.quality;

import io.caravan.quality.Verdict.Outcome;
import io.caravan.record.DatasetName;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/**
 * What a suite found in a dataset.
 *
 * @param suite that was run
 * @param dataset it was run on
 * @param snapshot of the dataset; empty where it has none, as a file
 * @param at when it began
 * @param verdicts one for each expectation, in the suite's order
 */
public record ValidationResult(
    Suite suite, DatasetName dataset, OptionalLong snapshot, Instant at, List<Verdict> verdicts) {
  public ValidationResult {
    verdicts = List.copyOf(verdicts);
  }

  /**
   * Whether every expectation is met, those too that are only reported: what Great Expectations
   * calls success.
   */
  public boolean success() {
    return verdicts.stream().allMatch(Verdict::passed);
  }

  /** Whether an expectation that blocks is not met. */
  public boolean blocked() {
    return verdicts.stream().anyMatch(v -> v.outcome() == Outcome.FAILED);
  }

  public List<Verdict> with(Outcome outcome) {
    return verdicts.stream().filter(v -> v.outcome() == outcome).toList();
  }

  /** As Great Expectations 1.x writes it: maps, lists, text, numbers, booleans and null. */
  public Map<String, Object> toMap(ResultFormat format) {
    return new GxResult(format).of(this);
  }

  /** {@link #toMap} as JSON text. */
  public String toJson(ResultFormat format) {
    return GxResult.json(toMap(format));
  }
}
