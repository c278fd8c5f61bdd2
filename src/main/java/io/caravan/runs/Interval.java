package io.caravan.runs;

import java.time.Instant;

/**
 * A half-open stretch of time whose data one run handles: {@code start <= t < end}.
 *
 * @param start first instant in it
 * @param end first instant after it
 */
public record Interval(Instant start, Instant end) {
  public Interval {
    if (!start.isBefore(end)) {
      throw new IllegalArgumentException(
          "Cannot use the interval from %s until %s: it must begin before it ends."
              .formatted(start, end));
    }
  }

  @Override
  public String toString() {
    return start + "/" + end;
  }
}
