package io.caravan.jinja;

import io.caravan.record.Place;
import java.util.List;

/** {@code break} or {@code continue}. */
record LoopControl(Place place, Flow flow) implements Statement {
  @Override
  public Flow run(Frame frame) {
    return flow;
  }

  @Override
  public List<Node> children() {
    return List.of();
  }
}
