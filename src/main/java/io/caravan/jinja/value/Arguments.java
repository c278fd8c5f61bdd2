package io.caravan.jinja.value;

import io.caravan.record.Place;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The arguments of one call, with where it stands and the budget of the rendering it is part of.
 */
public final class Arguments {
  private final List<Object> positional;
  private final Map<String, Object> named;
  private final Budget budget;
  private final Place place;

  public Arguments(List<Object> positional, Map<String, Object> named, Budget budget, Place place) {
    this.positional = positional;
    this.named = named;
    this.budget = budget;
    this.place = place;
  }

  public static Arguments of(Object... positional) {
    return of(Arrays.asList(positional), Map.of());
  }

  public static Arguments of(List<Object> positional, Map<String, Object> named) {
    return new Arguments(positional, named, null, null);
  }

  public List<Object> positional() {
    return Collections.unmodifiableList(positional);
  }

  public Map<String, Object> named() {
    return Collections.unmodifiableMap(named);
  }

  /** Where the call stands; empty when the host itself calls. */
  public Optional<Place> place() {
    return Optional.ofNullable(place);
  }

  /** The budget of the calling rendering; empty when the host itself calls. */
  public Optional<Budget> budget() {
    return Optional.ofNullable(budget);
  }

  /** The same call with other arguments: what a dispatcher passes on. */
  public Arguments with(List<Object> otherPositional, Map<String, Object> otherNamed) {
    return new Arguments(otherPositional, otherNamed, budget, place);
  }

  /** The same call with one more named argument. */
  public Arguments plus(String name, Object value) {
    Map<String, Object> more = new LinkedHashMap<>(named);
    more.put(name, value);
    return with(positional, more);
  }

  public boolean has(int index, String name) {
    return index < positional.size() || named.containsKey(name);
  }

  /** The argument at a position or by name. Throws a TypeError fault if it is not given. */
  public Object required(int index, String name) {
    if (!has(index, name)) {
      throw Fault.type("missing argument '" + name + "'");
    }
    return optional(index, name, null);
  }

  /** The argument at a position or by name, or a default. */
  public Object optional(int index, String name, Object otherwise) {
    if (index < positional.size()) {
      return positional.get(index);
    }
    return named.containsKey(name) ? named.get(name) : otherwise;
  }

  /** The argument as text. Throws a TypeError fault if it is missing or not a string. */
  public String text(int index, String name) {
    Object value = required(index, name);
    if (value instanceof String || value instanceof Markup) {
      return value.toString();
    }
    throw Fault.type("argument '" + name + "' must be a string, not " + Types.name(value));
  }
}
