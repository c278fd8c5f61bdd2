package io.caravan.quality;

import java.util.OptionalLong;

/**
 * Rows that an expectation was about.
 *
 * @param elements all of them
 * @param missing those without a value, which are not judged; empty when the expectation is about
 *     missing values itself
 * @param unexpected those that were judged and are wrong
 */
public record Counts(long elements, OptionalLong missing, long unexpected) {
  /** Rows that were judged. */
  public long judged() {
    return elements - missing.orElse(0);
  }

  /** Whether at least the share {@code mostly} is right; true when there was nothing to judge. */
  boolean pass(double mostly) {
    return judged() == 0 || (double) (judged() - unexpected) / judged() >= mostly;
  }
}
