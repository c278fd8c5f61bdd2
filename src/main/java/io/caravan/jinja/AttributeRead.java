package io.caravan.jinja;

import io.caravan.jinja.value.Attributes;
import io.caravan.record.Place;
import java.util.List;

/** {@code owner.name}. */
record AttributeRead(Place place, Expression owner, String name) implements Expression {
  @Override
  public Object value(Frame frame) {
    return Attributes.attribute(
        frame.value(owner), name, frame.environment().undefined(), frame.budget());
  }

  @Override
  public List<Node> children() {
    return List.of(owner);
  }
}
