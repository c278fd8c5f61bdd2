package io.caravan.jinja;

import io.caravan.record.Place;
import java.util.ArrayList;
import java.util.List;

/** {@code input is name(arguments)}. */
record TestCall(Place place, Expression input, String name, CallArguments arguments)
    implements Expression {
  @Override
  public Object value(Frame frame) {
    return frame
        .environment()
        .writtenTest(name)
        .apply(frame, arguments.evaluate(frame, place, frame.value(input)));
  }

  @Override
  public List<Node> children() {
    List<Node> all = new ArrayList<>();
    all.add(input);
    all.addAll(arguments.children());
    return all;
  }
}
