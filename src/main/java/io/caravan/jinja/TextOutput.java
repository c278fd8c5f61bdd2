package io.caravan.jinja;

import io.caravan.record.Place;
import java.util.List;

/** Text outside of tags. */
record TextOutput(Place place, String text) implements Statement {
  @Override
  public Flow run(Frame frame) {
    if (frame.printing()) {
      frame.write(text);
    }
    return Flow.NORMAL;
  }

  @Override
  public List<Node> children() {
    return List.of();
  }
}
