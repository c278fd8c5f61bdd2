package io.caravan.stream;

/** More records die than a route may bury: it stops instead, before anything of the batch lands. */
public final class TooManyDeadException extends RuntimeException {
  private static final long serialVersionUID = 1;

  TooManyDeadException(String message) {
    super(message);
  }
}
