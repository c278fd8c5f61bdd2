package io.caravan.runs;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations as people write them: {@code 10s}, {@code 5m}, {@code 1h30m}. */
public final class DurationText {
  private static final Pattern WHOLE = Pattern.compile("([0-9]{1,9}(ms|s|m|h|d))+");
  private static final Pattern PART = Pattern.compile("([0-9]{1,9})(ms|s|m|h|d)");

  private DurationText() {}

  /**
   * @throws IllegalArgumentException when the text is no duration; the message says how to write
   *     one
   */
  public static Duration parse(String text) {
    if (!looksLikeOne(text)) {
      throw new IllegalArgumentException(
          "Cannot read duration '%s'. Write numbers with units: 500ms, 10s, 5m, 1h30m, 2d."
              .formatted(text));
    }
    Duration sum = Duration.ZERO;
    for (Matcher part = PART.matcher(text.trim()); part.find(); ) {
      long amount = Long.parseLong(part.group(1));
      sum =
          sum.plus(
              switch (part.group(2)) {
                case "ms" -> Duration.ofMillis(amount);
                case "s" -> Duration.ofSeconds(amount);
                case "m" -> Duration.ofMinutes(amount);
                case "h" -> Duration.ofHours(amount);
                default -> Duration.ofDays(amount);
              });
    }
    return sum;
  }

  static boolean looksLikeOne(String text) {
    return WHOLE.matcher(text.trim()).matches();
  }
}
