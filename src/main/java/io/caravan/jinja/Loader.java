package io.caravan.jinja;

import java.util.Map;
import java.util.Optional;

/** Where {@code include}, {@code import} and {@code extends} find templates. */
@FunctionalInterface
public interface Loader {
  Loader NONE = name -> Optional.empty();

  /** The source of a template. */
  Optional<String> source(String name);

  static Loader of(Map<String, String> sources) {
    return name -> Optional.ofNullable(sources.get(name));
  }
}
