package io.caravan.jinja;

import io.caravan.record.Place;
import java.util.ArrayList;
import java.util.List;

/** {@code [a, b]}: a new list each time. */
record ListDisplay(Place place, List<Expression> items) implements Expression {
  @Override
  public Object value(Frame frame) {
    frame.budget().cells(items.size() + 1L);
    List<Object> made = new ArrayList<>(items.size());
    for (Expression item : items) {
      made.add(frame.value(item));
    }
    return made;
  }

  @Override
  public List<Node> children() {
    return List.copyOf(items);
  }
}
