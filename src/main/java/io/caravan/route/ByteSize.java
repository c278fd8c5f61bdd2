package io.caravan.route;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Sizes as people write them: {@code 32MB}. */
final class ByteSize {
  private static final Pattern FORM = Pattern.compile("([0-9]{1,6})(KB|MB|GB)");

  private ByteSize() {}

  /**
   * @throws IllegalArgumentException when the text is no size; the message says how to write one
   */
  static long parse(String text) {
    Matcher size = FORM.matcher(text);
    if (!size.matches() || Long.parseLong(size.group(1)) == 0) {
      throw new IllegalArgumentException(
          "Cannot use size '%s': write a number and a unit, for example 32MB.".formatted(text));
    }
    int shift =
        switch (size.group(2)) {
          case "KB" -> 10;
          case "MB" -> 20;
          default -> 30;
        };
    return Long.parseLong(size.group(1)) << shift;
  }
}
