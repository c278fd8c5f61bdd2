package io.caravan.jinja;

import io.caravan.record.Place;
import java.util.List;

/**
 * {@code call(parameters) target(arguments)} ... {@code endcall}: its body is what {@code caller()}
 * gives.
 */
record CallBlock(Place place, Call call, MacroStatement body) implements Statement {
  @Override
  public Flow run(Frame frame) {
    Object callee = frame.value(call.target());
    Object result =
        frame.call(
            callee,
            call.arguments().evaluate(frame, call.place()).plus("caller", new Macro(body, frame)));
    if (frame.printing()) {
      frame.print(result);
    }
    return Flow.NORMAL;
  }

  @Override
  public List<Node> children() {
    return List.of(call, body);
  }
}
