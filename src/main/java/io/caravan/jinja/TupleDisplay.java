package io.caravan.jinja;

import io.caravan.jinja.value.Tuple;
import io.caravan.record.Place;
import java.util.List;

/** {@code (a, b)}. */
record TupleDisplay(Place place, List<Expression> items) implements Expression {
  @Override
  public Object value(Frame frame) {
    frame.budget().cells(items.size() + 1L);
    Object[] made = new Object[items.size()];
    for (int i = 0; i < made.length; i++) {
      made[i] = frame.value(items.get(i));
    }
    return Tuple.of(made);
  }

  @Override
  public List<Node> children() {
    return List.copyOf(items);
  }
}
