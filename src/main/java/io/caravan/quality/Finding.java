package io.caravan.quality;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What judging a check came to.
 *
 * @param success as Great Expectations decides it
 * @param counts of rows; empty where the expectation is not about rows
 * @param facts further members of the result, {@code observed_value} and {@code details}
 * @param examples what to fetch so that a person sees what is wrong
 * @param failingRows query for whole rows that fail; empty where rows are not what fails, or none
 *     does
 */
record Finding(
    boolean success,
    Optional<Counts> counts,
    Map<String, Object> facts,
    List<Examples> examples,
    Optional<String> failingRows) {
  Finding {
    examples = List.copyOf(examples);
  }

  static Finding of(boolean success, Map<String, Object> facts) {
    return new Finding(success, Optional.empty(), facts, List.of(), Optional.empty());
  }

  static Finding observed(boolean success, Object value) {
    Map<String, Object> facts = new java.util.LinkedHashMap<>();
    facts.put("observed_value", value);
    return of(success, facts);
  }

  /** What a person sees of what is wrong. */
  sealed interface Examples {
    /** The member of the result that takes them, {@code unexpected_list} for rows. */
    String member();
  }

  /**
   * Examples that are still to be fetched.
   *
   * @param query without a limit, in an order that does not change where the table has none
   * @param shape how a row of the answer is shown
   * @param numbered whether the last column is the number of the row, and not shown
   */
  record Query(String member, String query, Shape shape, boolean numbered) implements Examples {}

  /** Examples that the check has met already. */
  record Known(String member, List<Object> values) implements Examples {}

  /** How a row is shown. */
  enum Shape {
    /** Its only value. */
    VALUE,
    /** A list of its values. */
    TUPLE,
    /** Its values by column. */
    ROW
  }
}
