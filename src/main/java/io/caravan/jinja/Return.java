package io.caravan.jinja;

import io.caravan.jinja.value.Arguments;
import io.caravan.jinja.value.Native;

/**
 * The signal by which a host function (dbt's {@code return}) ends the macro that calls it, with a
 * value instead of text.
 */
public final class Return extends RuntimeException {
  private static final long serialVersionUID = 1;
  private final transient Object value;

  public Return(Object value) {
    super(null, null, false, false);
    this.value = value;
  }

  public Object value() {
    return value;
  }

  /** A function {@code return(value)} to bind in a context. */
  public static Native function() {
    return (Arguments arguments) -> {
      throw new Return(arguments.required(0, "data"));
    };
  }
}
