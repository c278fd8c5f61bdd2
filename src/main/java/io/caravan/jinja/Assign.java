package io.caravan.jinja;

import io.caravan.record.Place;
import java.util.List;

/** {@code set target = value}. */
record Assign(Place place, Target target, Expression value) implements Statement {
  @Override
  public Flow run(Frame frame) {
    target.assign(frame, frame.value(value));
    return Flow.NORMAL;
  }

  @Override
  public List<Node> children() {
    return List.of(value);
  }
}
