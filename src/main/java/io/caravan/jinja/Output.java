package io.caravan.jinja;

import io.caravan.record.Place;
import java.util.List;

/** <code>{{ expression }}</code>. */
record Output(Place place, List<Expression> expressions) implements Statement {
  @Override
  public Flow run(Frame frame) {
    if (frame.printing()) {
      for (Expression expression : expressions) {
        frame.print(frame.value(expression));
      }
    }
    return Flow.NORMAL;
  }

  @Override
  public List<Node> children() {
    return List.copyOf(expressions);
  }
}
