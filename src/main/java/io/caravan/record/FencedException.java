package io.caravan.record;

/**
 * Another writer has moved the table on since this batch was read. Nothing was written; the caller
 * must read again from the table's position, not retry the same batch.
 */
public final class FencedException extends WorldException {
  private static final long serialVersionUID = 1;

  public FencedException(String message) {
    super(message);
  }
}
