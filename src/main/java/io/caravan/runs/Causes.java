package io.caravan.runs;

import io.caravan.record.ProjectException;
import io.caravan.record.WorldException;
import java.util.Optional;

/** What a failure says about itself. */
final class Causes {
  private static final int LONGEST = 4000;

  private Causes() {}

  static <T extends Throwable> Optional<T> find(Throwable failure, Class<T> type) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (type.isInstance(cause)) {
        return Optional.of(type.cast(cause));
      }
    }
    return Optional.empty();
  }

  /** A mistake in the user's project does not go away by waiting. */
  static boolean worthRetrying(Throwable failure) {
    return find(failure, ProjectException.class).isEmpty();
  }

  /**
   * The message of the innermost cause that has one of its own: wrappers only say that something
   * failed. What is beneath a fault of the world is in its message, which says what was attempted.
   */
  static String message(Throwable failure) {
    String message = failure.toString();
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause.getMessage() != null && !cause.getMessage().isBlank()) {
        message = cause.getMessage();
      }
      if (cause instanceof WorldException) {
        break;
      }
    }
    return message.length() <= LONGEST ? message : message.substring(0, LONGEST) + " ...";
  }
}
