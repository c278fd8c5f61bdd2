package io.caravan.quality;

import java.util.Locale;

/** What happens when an expectation is not met. */
public enum OnFailure {
  /** Nothing goes on: a gate stays shut, a model's version is not published. */
  BLOCK,
  /** It is reported, and all goes on. */
  WARN;

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
