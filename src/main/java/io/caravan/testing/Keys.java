package io.caravan.testing;

import io.caravan.model.Yaml;
import io.caravan.record.Place;
import io.caravan.record.ProjectException;
import io.caravan.record.Spelling;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** Reads parts of a test file; what does not belong there is refused. */
final class Keys {
  private Keys() {}

  /** A mapping that has no keys but these. */
  static Yaml.Mapping mapping(String name, Yaml yaml, List<String> known) {
    Yaml.Mapping mapping = mapping(name, yaml);
    for (String key : mapping.entries().keySet()) {
      if (!known.contains(key)) {
        throw new ProjectException(
            mapping.at(key),
            "Cannot read '%s': '%s' is unknown.".formatted(name, key),
            Spelling.didYouMean(key, known, "")
                .concat(" Known here: " + String.join(", ", known) + ".")
                .strip());
      }
    }
    return mapping;
  }

  static Yaml.Mapping mapping(String name, Yaml yaml) {
    if (yaml instanceof Yaml.Mapping mapping) {
      return mapping;
    }
    throw wrong(name, yaml, "Write 'key: value' lines below it, indented.");
  }

  static List<Yaml> list(String name, Yaml yaml) {
    if (yaml instanceof Yaml.Sequence list) {
      return list.items();
    }
    throw wrong(name, yaml, "Write a list: lines that begin with '- '.");
  }

  /** The value of each key, read. */
  static <T> Map<String, T> each(
      String name, Optional<Yaml> yaml, Function<Map.Entry<String, Yaml>, T> reader) {
    Map<String, T> all = new LinkedHashMap<>();
    if (yaml.isPresent()) {
      mapping(name, yaml.get())
          .entries()
          .entrySet()
          .forEach(entry -> all.put(entry.getKey(), reader.apply(entry)));
    }
    return all;
  }

  static String text(String name, Yaml yaml) {
    if (yaml instanceof Yaml.Scalar scalar && scalar.value() != null) {
      return scalar.text();
    }
    throw wrong(name, yaml, "Write a text.");
  }

  static boolean flag(String name, Optional<Yaml> yaml) {
    if (yaml.isEmpty()) {
      return false;
    }
    if (yaml.get() instanceof Yaml.Scalar scalar && scalar.value() instanceof Boolean flag) {
      return flag;
    }
    throw wrong(name, yaml.get(), "Write true or false.");
  }

  static int number(String name, Yaml yaml) {
    if (yaml instanceof Yaml.Scalar scalar
        && scalar.value() instanceof Long number
        && number >= 0
        && number <= Integer.MAX_VALUE) {
      return number.intValue();
    }
    throw wrong(name, yaml, "Write a whole number.");
  }

  static <T> T read(String name, Yaml yaml, Function<String, T> reader) {
    try {
      return reader.apply(text(name, yaml));
    } catch (IllegalArgumentException e) {
      throw new ProjectException(
          yaml.place(), "Cannot read '%s'.".formatted(name), String.valueOf(e.getMessage()));
    }
  }

  static ProjectException wrong(String name, Yaml yaml, String remedy) {
    return new ProjectException(
        yaml.place(), "Cannot read '%s': it is %s.".formatted(name, yaml.kind()), remedy);
  }

  static ProjectException missing(String name, String key, Place place) {
    return new ProjectException(
        place,
        "Cannot read '%s': '%s' is missing.".formatted(name, key),
        "Add '" + key + ": ...'.");
  }
}
