package io.caravan.jinja;

import io.caravan.record.Place;
import java.util.ArrayList;
import java.util.List;

/** {@code target(arguments)}. */
record Call(Place place, Expression target, CallArguments arguments) implements Expression {
  @Override
  public Object value(Frame frame) {
    Object callee = frame.value(target);
    return frame.call(callee, arguments.evaluate(frame, place));
  }

  @Override
  public List<Node> children() {
    List<Node> all = new ArrayList<>();
    all.add(target);
    all.addAll(arguments.children());
    return all;
  }
}
