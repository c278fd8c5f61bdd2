package io.caravan.jinja;

import io.caravan.jinja.value.Operators;
import io.caravan.record.Place;
import java.util.List;

/** {@code -operand} and {@code +operand}. */
record Sign(Place place, boolean negative, Expression operand) implements Expression {
  @Override
  public Object value(Frame frame) {
    Object value = frame.value(operand);
    return negative ? Operators.negative(value) : Operators.positive(value);
  }

  @Override
  public List<Node> children() {
    return List.of(operand);
  }
}
