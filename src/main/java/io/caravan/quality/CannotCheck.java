package io.caravan.quality;

/**
 * An expectation does not fit the table it is run on (a column is missing, a type cannot be
 * compared): its verdict is failed, with this reason.
 */
final class CannotCheck extends RuntimeException {
  private static final long serialVersionUID = 1;

  CannotCheck(String reason) {
    super(reason, null, false, false);
  }
}
