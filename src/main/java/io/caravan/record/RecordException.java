package io.caravan.record;

/**
 * A record is wrong: it goes to the dead letters with this message as its cause, and never stops a
 * route.
 */
public final class RecordException extends RuntimeException {
  private static final long serialVersionUID = 1;

  public RecordException(String message) {
    super(message);
  }

  public RecordException(String message, Throwable cause) {
    super(message, cause);
  }
}
