package io.caravan.runs;

import java.time.Duration;

/**
 * How often and when a failed run is tried again.
 *
 * @param retries further attempts after the first failure
 * @param delay from the first failure to the second attempt
 * @param backoff what each further delay is multiplied by; 1 keeps it constant
 * @param maxDelay no delay is longer
 */
public record RetryPolicy(int retries, Duration delay, double backoff, Duration maxDelay) {
  public static final RetryPolicy NONE = new RetryPolicy(0, Duration.ZERO, 1, Duration.ofDays(1));

  public RetryPolicy {
    if (retries < 0) {
      throw new IllegalArgumentException(
          "Cannot retry %d times: write 0 for never.".formatted(retries));
    }
    if (!(backoff >= 1 && backoff <= 100)) {
      throw new IllegalArgumentException(
          "Cannot use retry backoff %s: write 1 for equal delays, 2 to double them, at most 100."
              .formatted(backoff));
    }
    if (delay.isNegative() || maxDelay.isNegative()) {
      throw new IllegalArgumentException(
          "Cannot retry after %s, at most %s: a delay is never negative."
              .formatted(delay, maxDelay));
    }
  }

  boolean allows(int failures) {
    return failures <= retries;
  }

  /** How long to wait after so many failures (1 after the first). */
  public Duration delayAfter(int failures) {
    double millis = delay.toMillis() * Math.pow(backoff, failures - 1.0);
    return millis >= maxDelay.toMillis() ? maxDelay : Duration.ofMillis((long) millis);
  }
}
