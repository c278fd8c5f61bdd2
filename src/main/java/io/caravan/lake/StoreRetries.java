package io.caravan.lake;

import java.time.Duration;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.retries.StandardRetryStrategy;
import software.amazon.awssdk.retries.api.BackoffStrategy;

/** How often and after what pause a call to the object store is made again. */
public final class StoreRetries {
  private static final int ATTEMPTS = 6;
  private static final Duration LONGEST = Duration.ofSeconds(5);

  private StoreRetries() {}

  /**
   * Pauses that begin short. A commit is a dozen calls after each other: with the second that the
   * library pauses after a first {@code SlowDown}, a store that refuses one call of ten would leave
   * a sixth of the speed. What six attempts cannot do is begun again by the route, after longer
   * pauses of its own.
   */
  public static StandardRetryStrategy strategy() {
    return AwsRetryStrategy.standardRetryStrategy().toBuilder()
        .maxAttempts(ATTEMPTS)
        .backoffStrategy(BackoffStrategy.exponentialDelay(Duration.ofMillis(50), LONGEST))
        .throttlingBackoffStrategy(
            BackoffStrategy.exponentialDelay(Duration.ofMillis(200), LONGEST))
        .build();
  }
}
