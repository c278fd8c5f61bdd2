package io.caravan.jinja;

import io.caravan.jinja.value.Operators;
import io.caravan.record.Place;
import java.util.ArrayList;
import java.util.List;

/**
 * {@code if} ... {@code elif} ... {@code else}; the last is {@code null} if not there. It has no
 * scope of its own.
 */
record IfElse(Place place, List<Expression> tests, List<Body> bodies, Body otherwise)
    implements Statement {
  @Override
  public Flow run(Frame frame) {
    for (int i = 0; i < tests.size(); i++) {
      if (Operators.truth(frame.value(tests.get(i)))) {
        return bodies.get(i).run(frame);
      }
    }
    return otherwise == null ? Flow.NORMAL : otherwise.run(frame);
  }

  @Override
  public List<Node> children() {
    List<Node> all = new ArrayList<>(tests);
    all.addAll(bodies);
    all.add(otherwise);
    return all;
  }
}
