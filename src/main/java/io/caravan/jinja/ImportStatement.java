package io.caravan.jinja;

import io.caravan.record.Place;
import java.util.List;

/** {@code import template as name}. */
record ImportStatement(Place place, Expression template, String name, boolean withContext)
    implements Statement {
  @Override
  public Flow run(Frame frame) {
    frame.assign(
        name, frame.environment().load(frame.value(template), false).module(frame, withContext));
    frame.context().conceal(name, frame);
    return Flow.NORMAL;
  }

  @Override
  public List<Node> children() {
    return List.of(template);
  }
}
