package io.caravan.jinja;

import io.caravan.jinja.value.Operators;
import io.caravan.record.Place;
import java.util.List;

/** {@code and} and {@code or}: the operand that decides. */
record Logical(Place place, boolean and, Expression left, Expression right) implements Expression {
  @Override
  public Object value(Frame frame) {
    Object first = frame.value(left);
    return Operators.truth(first) == and ? frame.value(right) : first;
  }

  @Override
  public List<Node> children() {
    return List.of(left, right);
  }
}
