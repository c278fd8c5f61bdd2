package io.caravan.quality;

import java.util.Locale;

/** What happens when an expectation is not met. */
public enum OnFailure {
  /** Nothing goes on: a gate stays shut, a model's version is not published. */
  BLOCK,
  /** It is reported, and all goes on. */
  WARN,
  /**
   * The records or rows that break it become dead letters, and the rest goes on. What no single row
   * breaks blocks.
   */
  QUARANTINE;

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
