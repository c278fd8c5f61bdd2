package io.caravan.lake;

import io.caravan.record.ProjectException;
import io.caravan.record.WorldException;
import java.util.function.Supplier;

/**
 * Turns faults of the store and the catalog into {@link WorldException}s that say what was
 * attempted.
 */
final class Attempt {
  private Attempt() {}

  static <T> T to(String what, Supplier<T> work) {
    try {
      return work.get();
    } catch (WorldException | ProjectException ours) {
      throw ours;
    } catch (RuntimeException e) {
      throw failed(what, e);
    }
  }

  static void to(String what, Runnable work) {
    to(
        what,
        () -> {
          work.run();
          return null;
        });
  }

  static WorldException failed(String what, Exception cause) {
    return new WorldException("Cannot " + what + ": " + reason(cause), cause);
  }

  /**
   * The outer message and, where it adds something, the innermost one: drivers put the reason
   * there.
   */
  private static String reason(Throwable thrown) {
    Throwable root = thrown;
    while (root.getCause() != null && root.getCause() != root) {
      root = root.getCause();
    }
    String outer = said(thrown);
    String inner = said(root);
    return outer.contains(inner) ? outer : outer + " (" + inner + ")";
  }

  private static String said(Throwable thrown) {
    return thrown.getMessage() == null
        ? thrown.getClass().getSimpleName()
        : thrown.getMessage().strip();
  }
}
