package io.caravan.jinja;

import io.caravan.jinja.value.Fault;
import io.caravan.record.Place;
import java.util.List;

/** {@code extends template}: from here on the template only defines what its parent shows. */
record Extends(Place place, Expression template) implements Statement {
  @Override
  public Flow run(Frame frame) {
    if (frame.context().parent() != null) {
      throw new Fault(Fault.Kind.RUNTIME, "extended multiple times", "Keep one extends.");
    }
    frame.context().inherit(frame.environment().load(frame.value(template), false));
    return Flow.NORMAL;
  }

  @Override
  public List<Node> children() {
    return List.of(template);
  }
}
