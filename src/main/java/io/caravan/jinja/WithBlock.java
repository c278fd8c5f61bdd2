package io.caravan.jinja;

import io.caravan.record.Place;
import java.util.ArrayList;
import java.util.List;

/**
 * {@code with a = 1, b = 2} ... {@code endwith}: variables of an inner scope, whose values are
 * taken outside of it.
 */
record WithBlock(Place place, List<Target> targets, List<Expression> values, Body body)
    implements Statement {
  @Override
  public Flow run(Frame frame) {
    Frame inner = frame.nested();
    for (int i = 0; i < targets.size(); i++) {
      targets.get(i).assign(inner, frame.value(values.get(i)));
    }
    return body.run(inner);
  }

  @Override
  public List<Node> children() {
    List<Node> all = new ArrayList<>(values);
    all.add(body);
    return all;
  }
}
