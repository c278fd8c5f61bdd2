package io.caravan.command;

import java.time.Duration;
import java.util.Locale;

/** How long something took, as people read it. */
final class Seconds {
  private Seconds() {}

  static String of(Duration duration) {
    return String.format(Locale.ROOT, "%.2f s", duration.toMillis() / 1000.0);
  }
}
