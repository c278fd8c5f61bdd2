package io.caravan.jinja;

import io.caravan.jinja.value.Operators;
import io.caravan.record.Place;
import java.util.List;

/** {@code not operand}. */
record Not(Place place, Expression operand) implements Expression {
  @Override
  public Object value(Frame frame) {
    return !Operators.truth(frame.value(operand));
  }

  @Override
  public List<Node> children() {
    return List.of(operand);
  }
}
