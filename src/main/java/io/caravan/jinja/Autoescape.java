package io.caravan.jinja;

import io.caravan.jinja.value.Operators;
import io.caravan.record.Place;
import java.util.List;

/** {@code autoescape value} ... {@code endautoescape}. */
record Autoescape(Place place, Expression enabled, Body body) implements Statement {
  @Override
  public Flow run(Frame frame) {
    return body.run(frame.escaping(Operators.truth(frame.value(enabled))));
  }

  @Override
  public List<Node> children() {
    return List.of(enabled, body);
  }
}
