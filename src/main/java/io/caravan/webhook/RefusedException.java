package io.caravan.webhook;

/** A delivery that is not accepted: with the answer that its sender gets. */
public final class RefusedException extends Exception {
  private static final long serialVersionUID = 1;
  private final int status;
  private final String error;

  /**
   * @param status of HTTP
   * @param error one word that programs can tell it by
   */
  public RefusedException(int status, String error, String message) {
    super(message, null, false, false);
    this.status = status;
    this.error = error;
  }

  public int status() {
    return status;
  }

  public String error() {
    return error;
  }
}
