package io.caravan.jinja;

import io.caravan.jinja.value.Fault;
import io.caravan.record.Place;
import java.util.List;

/** {@code block name scoped required} ... {@code endblock}. */
record BlockStatement(Place place, String name, boolean scoped, boolean required, Body body)
    implements Statement {
  @Override
  public Flow run(Frame frame) {
    if (frame.printing()) {
      BlockReference block = new BlockReference(frame, name, 0, scoped);
      if (required && frame.context().block(name, 0) == this) {
        throw new Fault(
            Fault.Kind.RUNTIME,
            "Required block '" + name + "' not found",
            "Define the block in the template that extends this one.");
      }
      block.writeTo(frame);
    }
    return Flow.NORMAL;
  }

  @Override
  public List<Node> children() {
    return List.of(body);
  }
}
