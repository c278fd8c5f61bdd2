package io.caravan.jinja;

import io.caravan.record.Place;
import java.util.List;

/** {@code do expression}: evaluates and prints nothing. */
record Do(Place place, Expression expression) implements Statement {
  @Override
  public Flow run(Frame frame) {
    frame.value(expression);
    return Flow.NORMAL;
  }

  @Override
  public List<Node> children() {
    return List.of(expression);
  }
}
