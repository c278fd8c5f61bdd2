package io.caravan.model;

import io.caravan.record.Place;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A node of a YAML file that remembers where it stands, so that every complaint can name line and
 * column.
 */
public sealed interface Yaml {
  Place place();

  /**
   * Plain Java: {@code LinkedHashMap}, {@code ArrayList}, String, Long, Double, Boolean or null;
   * fresh and mutable.
   */
  Object plain();

  /** A word for messages: what the user wrote. */
  String kind();

  /** A text, number, boolean or nothing. */
  record Scalar(Object value, String text, Place place) implements Yaml {
    @Override
    public Object plain() {
      return value;
    }

    @Override
    public String kind() {
      return "'" + text + "'";
    }
  }

  /** A list. */
  record Sequence(List<Yaml> items, Place place) implements Yaml {
    @Override
    public Object plain() {
      List<Object> list = new ArrayList<>();
      items.forEach(item -> list.add(item.plain()));
      return list;
    }

    @Override
    public String kind() {
      return "a list";
    }
  }

  /** A mapping; keys are texts. */
  record Mapping(Map<String, Yaml> entries, Map<String, Place> keys, Place place) implements Yaml {
    static final Mapping NONE = new Mapping(Map.of(), Map.of(), Place.file(""));

    @Override
    public Map<String, Object> plain() {
      Map<String, Object> map = new LinkedHashMap<>();
      entries.forEach((key, value) -> map.put(key, value.plain()));
      return map;
    }

    @Override
    public String kind() {
      return "a mapping";
    }

    /** The value of a key; empty when it is not there, or null. */
    public Optional<Yaml> find(String key) {
      return Optional.ofNullable(entries.get(key))
          .filter(value -> !(value instanceof Scalar scalar && scalar.value() == null));
    }

    public boolean has(String key) {
      return entries.containsKey(key);
    }

    /** Where the key stands; the mapping's own place when it is not there. */
    public Place at(String key) {
      return keys.getOrDefault(key, place);
    }

    Mapping without(String key) {
      Map<String, Yaml> rest = new LinkedHashMap<>(entries);
      rest.remove(key);
      return new Mapping(rest, keys, place);
    }
  }
}
