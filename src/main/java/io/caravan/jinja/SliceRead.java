package io.caravan.jinja;

import io.caravan.jinja.value.Slices;
import io.caravan.record.Place;
import java.util.Arrays;
import java.util.List;

/** {@code owner[start:stop:step]}. */
record SliceRead(Place place, Expression owner, Expression start, Expression stop, Expression step)
    implements Expression {
  @Override
  public Object value(Frame frame) {
    Object from = frame.value(owner);
    return Slices.slice(
        from, bound(frame, start), bound(frame, stop), bound(frame, step), frame.budget());
  }

  private static Object bound(Frame frame, Expression bound) {
    return bound == null ? null : frame.value(bound);
  }

  @Override
  public List<Node> children() {
    return Arrays.asList(owner, start, stop, step);
  }
}
