package io.caravan.jinja;

import io.caravan.record.Place;
import java.util.List;

/** {@code include name ignore missing with context}. */
record Include(Place place, Expression template, boolean ignoreMissing, boolean withContext)
    implements Statement {
  @Override
  public Flow run(Frame frame) {
    Object name = frame.value(template);
    if (!frame.printing()) {
      return Flow.NORMAL;
    }
    Template included = frame.environment().load(name, ignoreMissing);
    if (included != null) {
      included.include(frame, withContext);
    }
    return Flow.NORMAL;
  }

  @Override
  public List<Node> children() {
    return List.of(template);
  }
}
