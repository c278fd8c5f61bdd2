package io.caravan.quality;

/** How much a result tells, as Great Expectations grades it. */
public enum ResultFormat {
  /** Only whether the expectation is met. */
  BOOLEAN_ONLY(0),
  /** Counts and up to 20 examples. */
  BASIC(20),
  /** Also how often each of the examples occurs among them. */
  SUMMARY(20),
  /** All that is wrong: every value, however many. */
  COMPLETE(Integer.MAX_VALUE);

  /** Examples in the partial lists. */
  static final int PARTIAL = 20;

  private final int examples;

  ResultFormat(int examples) {
    this.examples = examples;
  }

  int examples() {
    return examples;
  }
}
