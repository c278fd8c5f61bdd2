package io.caravan.jinja;

import io.caravan.record.Place;
import java.util.Arrays;
import java.util.List;

/** {@code set target | filter} ... {@code endset}; the filter is {@code null} if there is none. */
record AssignBlock(Place place, Target target, FilterCall filter, Body body) implements Statement {
  @Override
  public Flow run(Frame frame) {
    Frame inner = frame.buffered();
    Flow flow = body.run(inner);
    Object text = inner.result();
    target.assign(frame, filter == null ? text : filter.applyToBlock(inner, text));
    return flow;
  }

  @Override
  public List<Node> children() {
    return Arrays.asList(filter, body);
  }
}
