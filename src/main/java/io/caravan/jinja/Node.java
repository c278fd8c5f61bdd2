package io.caravan.jinja;

import io.caravan.record.Place;
import java.util.List;
import java.util.function.Consumer;

/** A part of the tree of a template. Immutable. */
interface Node {
  Place place();

  List<Node> children();

  /** Visits this node and all below it. */
  default void walk(Consumer<Node> visitor) {
    visitor.accept(this);
    for (Node child : children()) {
      if (child != null) {
        child.walk(visitor);
      }
    }
  }
}
