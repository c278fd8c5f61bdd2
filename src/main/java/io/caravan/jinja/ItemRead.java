package io.caravan.jinja;

import io.caravan.jinja.value.Attributes;
import io.caravan.record.Place;
import java.util.List;

/** {@code owner[key]}. */
record ItemRead(Place place, Expression owner, Expression key) implements Expression {
  @Override
  public Object value(Frame frame) {
    Object from = frame.value(owner);
    return Attributes.item(from, frame.value(key), frame.environment().undefined(), frame.budget());
  }

  @Override
  public List<Node> children() {
    return List.of(owner, key);
  }
}
