package io.caravan.jinja;

import io.caravan.jinja.value.Printing;
import io.caravan.record.Place;
import java.util.List;
import java.util.Set;

/** <code>{{ expression }}</code>. */
record Output(Place place, List<Expression> expressions) implements Statement {
  private static final Set<String> AT_RUN_TIME =
      Set.of(
          "as_text",
          "as_native",
          "as_bool",
          "as_number",
          "map",
          "select",
          "reject",
          "selectattr",
          "rejectattr",
          "random");

  @Override
  public Flow run(Frame frame) {
    if (frame.printing()) {
      for (Expression expression : expressions) {
        Object value = frame.value(expression);
        frame.print(frame.collecting() && isConstant(expression) ? Printing.str(value) : value);
      }
    }
    return Flow.NORMAL;
  }

  // Python's compiler turns what it can compute into text, so that a literal is text even where
  // values are wanted.
  private static boolean isConstant(Expression expression) {
    boolean[] constant = {true};
    expression.walk(
        node ->
            constant[0] &=
                !(node instanceof Name
                    || node instanceof Call
                    || node instanceof FilterCall
                        && AT_RUN_TIME.contains(((FilterCall) node).name())));
    return constant[0];
  }

  @Override
  public List<Node> children() {
    return List.copyOf(expressions);
  }
}
