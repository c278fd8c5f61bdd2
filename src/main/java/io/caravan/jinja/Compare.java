package io.caravan.jinja;

import io.caravan.jinja.value.Comparison;
import io.caravan.record.Place;
import java.util.ArrayList;
import java.util.List;

/** {@code a < b <= c}: each neighbour pair, up to the first that fails. */
record Compare(Place place, Expression first, List<Operand> operands) implements Expression {
  /** An operator and what stands behind it. */
  record Operand(String operator, Expression operand) {}

  @Override
  public Object value(Frame frame) {
    Object left = frame.value(first);
    for (Operand next : operands) {
      Object right = frame.value(next.operand());
      if (!holds(left, next.operator(), right)) {
        return false;
      }
      left = right;
    }
    return true;
  }

  private static boolean holds(Object left, String operator, Object right) {
    return switch (operator) {
      case "==" -> Comparison.equal(left, right);
      case "!=" -> !Comparison.equal(left, right);
      case "in" -> Comparison.contains(right, left);
      case "not in" -> !Comparison.contains(right, left);
      default -> Comparison.ordered(left, right, operator);
    };
  }

  @Override
  public List<Node> children() {
    List<Node> all = new ArrayList<>();
    all.add(first);
    operands.forEach(operand -> all.add(operand.operand()));
    return all;
  }
}
