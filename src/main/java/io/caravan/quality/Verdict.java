package io.caravan.quality;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * What a check came to.
 *
 * @param expectation that was checked
 * @param outcome what follows from it
 * @param counts of rows; empty where it is not about rows
 * @param facts what was observed, in the words of Great Expectations ({@code observed_value},
 *     {@code details})
 * @param examples of what is wrong, by the member of the result that shows them; at most 200
 * @param error why it could not be checked; empty when it could
 * @param failingRows query over the session that was checked for whole rows that are wrong; empty
 *     when rows are not what is wrong
 */
public record Verdict(
    Expectation expectation,
    Outcome outcome,
    Optional<Counts> counts,
    Map<String, Object> facts,
    Map<String, List<Object>> examples,
    Optional<String> error,
    Optional<String> failingRows) {

  /** What follows. */
  public enum Outcome {
    PASSED,
    /** Not met, and only to be reported. */
    WARNED,
    /** Not met: the records or rows that break it are dead, and the rest goes on. */
    QUARANTINED,
    /** Not met, and nothing may go on. */
    FAILED;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  static Outcome outcome(Expectation expectation, boolean success) {
    if (success) {
      return Outcome.PASSED;
    }
    if (expectation.onFailure() == OnFailure.QUARANTINE && expectation.rule().namesRows()) {
      return Outcome.QUARANTINED;
    }
    return expectation.onFailure() == OnFailure.WARN ? Outcome.WARNED : Outcome.FAILED;
  }

  static Verdict impossible(Expectation expectation, String error) {
    return new Verdict(
        expectation,
        // What cannot be checked names no rows that could be taken out.
        expectation.onFailure() == OnFailure.WARN ? Outcome.WARNED : Outcome.FAILED,
        Optional.empty(),
        Map.of(),
        Map.of(),
        Optional.of(error),
        Optional.empty());
  }

  public boolean passed() {
    return outcome == Outcome.PASSED;
  }

  /** What was observed; empty where nothing was, or null was. */
  public Optional<Object> observed() {
    return Optional.ofNullable(facts.get("observed_value"));
  }

  /** The first examples of wrong values. */
  public List<Object> wrongValues() {
    return examples.getOrDefault(
        "unexpected_list", examples.getOrDefault("partial_unexpected_list", List.of()));
  }

  /**
   * One line for people: {@code failed expect_column_values_to_be_unique(id): 2 of 7 rows (28.6 %),
   * for example 3}.
   */
  @Override
  public String toString() {
    StringBuilder line = new StringBuilder().append(outcome).append(' ').append(expectation);
    error.ifPresent(e -> line.append(": ").append(e));
    counts
        .filter(c -> c.unexpected() > 0)
        .ifPresent(
            c ->
                line.append(
                    ": %d of %d rows (%s)".formatted(c.unexpected(), c.judged(), percent(c))));
    if (!passed() && counts.isEmpty() && facts.containsKey("observed_value")) {
      line.append(": observed ").append(facts.get("observed_value"));
    }
    if (facts.get("unexpected_count") instanceof Long count && count > 0) {
      line.append(": ").append(count).append(" other values");
    }
    List<Object> missing = examples.getOrDefault("partial_missing_list", List.of());
    if (!missing.isEmpty()) {
      line.append(", lacking ").append(missing);
    }
    List<Object> first =
        wrongValues().stream().filter(Objects::nonNull).distinct().limit(3).toList();
    if (!first.isEmpty()) {
      line.append(", for example ")
          .append(first.size() == 1 ? first.get(0) : first.toString().replaceAll("^\\[|]$", ""));
    }
    return line.toString();
  }

  private static String percent(Counts counts) {
    return "%.1f %%".formatted(100.0 * counts.unexpected() / Math.max(1, counts.judged()));
  }
}
