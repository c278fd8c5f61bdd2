package io.caravan.jinja;

import io.caravan.record.Place;
import java.util.ArrayList;
import java.util.List;

/**
 * {@code input | name(arguments)}; the input is {@code null} for the first filter of a filter
 * block.
 */
record FilterCall(Place place, Expression input, String name, CallArguments arguments)
    implements Expression {
  @Override
  public Object value(Frame frame) {
    return apply(frame, frame.value(input));
  }

  Object apply(Frame frame, Object value) {
    return frame
        .environment()
        .writtenFilter(name)
        .apply(frame, arguments.evaluate(frame, place, value));
  }

  /** Applies a chain of filters to the text of a block. */
  Object applyToBlock(Frame frame, Object text) {
    Object value = input == null ? text : ((FilterCall) input).applyToBlock(frame, text);
    return apply(frame, value);
  }

  @Override
  public List<Node> children() {
    List<Node> all = new ArrayList<>();
    all.add(input);
    all.addAll(arguments.children());
    return all;
  }
}
