package io.caravan.jinja;

import io.caravan.jinja.value.Operators;
import io.caravan.jinja.value.Undefined;
import io.caravan.record.Place;
import java.util.Arrays;
import java.util.List;

/** {@code then if test else otherwise}; without an else the value is undefined. */
record Conditional(Place place, Expression test, Expression then, Expression otherwise)
    implements Expression {
  @Override
  public Object value(Frame frame) {
    if (Operators.truth(frame.value(test))) {
      return frame.value(then);
    } else if (otherwise != null) {
      return frame.value(otherwise);
    }
    String message =
        "the inline if-expression on line "
            + place.line()
            + " evaluated to false and no else section was defined.";
    return Undefined.because(message, null, frame.environment().undefined());
  }

  @Override
  public List<Node> children() {
    return Arrays.asList(test, then, otherwise);
  }
}
