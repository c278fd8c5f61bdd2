package io.caravan.jinja;

import io.caravan.record.Place;
import java.util.List;

/** {@code filter name} ... {@code endfilter}. */
record FilterBlock(Place place, FilterCall filter, Body body) implements Statement {
  @Override
  public Flow run(Frame frame) {
    Frame inner = frame.buffered();
    Flow flow = body.run(inner);
    if (frame.printing()) {
      frame.print(filter.applyToBlock(inner, inner.result()));
    }
    return flow;
  }

  @Override
  public List<Node> children() {
    return List.of(filter, body);
  }
}
