package io.caravan.model;

/**
 * What one data test found.
 *
 * @param id dbt's unique id of the test
 * @param name the test's name
 * @param outcome what it means
 * @param failures failing rows as the test counts them
 * @param message why, in dbt's words; empty when it passed
 * @param sql what was asked, to be run again by hand
 */
public record TestVerdict(
    String id, String name, Outcome outcome, long failures, String message, String sql) {
  /** What a count of failures means under the test's severity and thresholds. */
  public enum Outcome {
    PASSED,
    WARNED,
    FAILED,
    /** The test itself could not be run. */
    BROKEN;

    /** True when what was tested must not be published. */
    public boolean blocks() {
      return this == FAILED || this == BROKEN;
    }
  }
}
