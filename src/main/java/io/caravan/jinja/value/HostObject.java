package io.caravan.jinja.value;

import java.util.Collection;
import java.util.List;

/**
 * An object of the host with attributes. It may also implement {@link Callable}, {@code Iterable}
 * or {@code Map}. Nothing of it is visible to a template but what these methods answer.
 */
public interface HostObject {
  /**
   * The value of an attribute ({@code null} is None), or {@link Undefined#MISSING} if there is no
   * such attribute.
   */
  Object attribute(String name);

  /** What {@code object[key]} gives; text keys fall back to {@link #attribute}. */
  default Object item(Object key) {
    return Undefined.MISSING;
  }

  /** Names for "Did you mean". */
  default Collection<String> attributes() {
    return List.of();
  }

  /** What {@code {{ object }}} prints. */
  default String print() {
    return "<" + typeName() + ">";
  }

  /** Whether templates may take it for a dict: {@code is mapping}. */
  default boolean mapping() {
    return false;
  }

  /** The name of its type in messages. */
  default String typeName() {
    return "object";
  }

  /** Whether it counts as true in a condition. */
  default boolean truth() {
    return true;
  }
}
