package io.caravan.runs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RetryPolicyTest {
  @ParameterizedTest
  @CsvSource({
    "5m, 1, 1h, 7, 5m",
    "5m, 2, 1h, 1, 5m",
    "5m, 2, 1h, 2, 10m",
    "5m, 2, 1h, 4, 40m",
    "5m, 2, 1h, 5, 1h",
    "5m, 10, 1h, 1000000, 1h",
    "1s, 1.5, 1h, 3, 2250ms"
  })
  void delays_grow_by_the_factor_up_to_the_cap(
      String delay, double backoff, String cap, int failures, String expected) {
    RetryPolicy policy =
        new RetryPolicy(3, DurationText.parse(delay), backoff, DurationText.parse(cap));
    assertThat(policy.delayAfter(failures)).isEqualTo(DurationText.parse(expected));
  }

  @ParameterizedTest
  @CsvSource({
    "5, Write numbers with units",
    "5 minutes, Write numbers with units",
    "m5, Write numbers with units",
    "-5m, Write numbers with units"
  })
  void a_wrong_duration_is_refused_with_a_remedy(String text, String remedy) {
    assertThatThrownBy(() -> DurationText.parse(text))
        .hasMessageStartingWith("Cannot read duration '" + text + "'")
        .hasMessageContaining(remedy);
  }

  @ParameterizedTest
  @CsvSource({"-1, 1, Cannot retry -1 times", "1, 0.5, Cannot use retry backoff 0.5"})
  void a_wrong_policy_is_refused(int retries, double backoff, String message) {
    assertThatThrownBy(() -> new RetryPolicy(retries, Duration.ZERO, backoff, Duration.ZERO))
        .hasMessageStartingWith(message);
  }
}
