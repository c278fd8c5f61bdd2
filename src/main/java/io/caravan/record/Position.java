package io.caravan.record;

import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How far the sources that feed a table have been read. A part is one independently advancing
 * source: a JDBC table ({@code jdbc:app/users}), a Kafka partition ({@code kafka:events/0}), a REST
 * cursor. Its value is text that only that source understands.
 *
 * @param parts part name to value; a part that is not there has never been read
 */
public record Position(SortedMap<String, String> parts) {
  public static final Position NONE = new Position(new TreeMap<>());

  public Position {
    parts = Collections.unmodifiableSortedMap(new TreeMap<>(parts));
  }

  public static Position of(String part, String value) {
    return new Position(new TreeMap<>(Map.of(part, value)));
  }

  public Optional<String> value(String part) {
    return Optional.ofNullable(parts.get(part));
  }

  /** This position with the parts of {@code newer} laid over it. */
  public Position advancedBy(Position newer) {
    TreeMap<String, String> merged = new TreeMap<>(parts);
    merged.putAll(newer.parts);
    return new Position(merged);
  }

  /** Only the parts that {@code other} names: what a fence compares. */
  public Position restrictedTo(Position other) {
    TreeMap<String, String> kept = new TreeMap<>(parts);
    kept.keySet().retainAll(other.parts.keySet());
    return new Position(kept);
  }
}
