package io.caravan.jinja;

import io.caravan.record.Place;
import java.util.List;

/** The value of a variable. */
record Name(Place place, String name) implements Expression {
  @Override
  public Object value(Frame frame) {
    return frame.find(name);
  }

  @Override
  public List<Node> children() {
    return List.of();
  }
}
