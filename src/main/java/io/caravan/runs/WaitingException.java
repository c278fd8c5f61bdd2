package io.caravan.runs;

import java.util.function.BooleanSupplier;

/**
 * A run came too early: something it reads, which another route fills, is not there yet. It has not
 * failed; it begins again as soon as that is there.
 */
public final class WaitingException extends RuntimeException {
  private static final long serialVersionUID = 1;
  private final transient BooleanSupplier ready;

  /**
   * @param message what it waits for, for people
   * @param ready whether it is worth beginning again; asked about once a second
   */
  public WaitingException(String message, BooleanSupplier ready) {
    super(message, null, false, false);
    this.ready = ready;
  }

  boolean ready() {
    return ready.getAsBoolean();
  }
}
