package io.caravan.jinja;

import io.caravan.jinja.value.Operators;
import io.caravan.record.Place;
import java.util.List;

/** Arithmetic of two operands. */
record Binary(Place place, String operator, Expression left, Expression right)
    implements Expression {
  @Override
  public Object value(Frame frame) {
    Object a = frame.value(left);
    Object b = frame.value(right);
    return switch (operator) {
      case "+" -> Operators.add(a, b, frame.budget());
      case "-" -> Operators.subtract(a, b);
      case "*" -> Operators.multiply(a, b, frame.budget());
      case "/" -> Operators.divide(a, b);
      case "//" -> Operators.floorDivide(a, b);
      case "%" -> Operators.modulo(a, b, frame.budget());
      default -> Operators.power(a, b);
    };
  }

  @Override
  public List<Node> children() {
    return List.of(left, right);
  }
}
