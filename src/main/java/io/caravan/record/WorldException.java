package io.caravan.record;

/**
 * The world is wrong (a database, the object store, the network): what was attempted can be tried
 * again, and nothing is lost.
 */
public class WorldException extends RuntimeException {
  private static final long serialVersionUID = 1;

  public WorldException(String message, Throwable cause) {
    super(message, cause);
  }

  public WorldException(String message) {
    super(message);
  }
}
