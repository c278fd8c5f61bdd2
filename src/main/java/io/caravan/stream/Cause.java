package io.caravan.stream;

/**
 * Why a record could not go on.
 *
 * @param step the step that gave it up: a Kamelet's name ({@code expectations-action}), or {@code
 *     route} when several steps could be it
 * @param kind one word to select dead letters by: {@code parse}, {@code check}, {@code lookup},
 *     {@code contract}, {@code error}
 * @param message what was wrong, for a person
 */
public record Cause(String step, String kind, String message) {
  private static final int LONGEST = 4_000;

  public Cause {
    message =
        message == null || message.isBlank()
            ? "no reason was given"
            : message.length() > LONGEST ? message.substring(0, LONGEST) + "..." : message;
  }
}
