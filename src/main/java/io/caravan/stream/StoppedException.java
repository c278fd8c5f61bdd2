package io.caravan.stream;

/** A topic is not what was read so far: going on would skip records, so a person has to decide. */
final class StoppedException extends RuntimeException {
  private static final long serialVersionUID = 1;

  StoppedException(String message) {
    super(message);
  }
}
