package io.caravan.jinja;

import io.caravan.record.Place;
import java.util.List;

/** A literal. */
record Constant(Place place, Object constant) implements Expression {
  @Override
  public Object value(Frame frame) {
    return constant;
  }

  @Override
  public List<Node> children() {
    return List.of();
  }
}
