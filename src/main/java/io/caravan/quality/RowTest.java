package io.caravan.quality;

/** A condition made ready to be asked of single rows, each the values of some {@link Slots}. */
@FunctionalInterface
interface RowTest {
  /**
   * @throws CannotCheck when a value can never be compared as the condition demands
   */
  Answer of(Object[] row);

  /** What SQL knows of a row. */
  enum Answer {
    YES,
    NO,
    UNKNOWN;

    static Answer of(boolean answer) {
      return answer ? YES : NO;
    }

    Answer opposite() {
      return this == UNKNOWN ? UNKNOWN : of(this == NO);
    }
  }
}
