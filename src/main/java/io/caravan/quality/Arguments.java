package io.caravan.quality;

import io.caravan.record.Place;
import io.caravan.record.ProjectException;
import io.caravan.record.Spelling;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * The arguments of one expectation, with their places.
 *
 * @param type the expectation's
 * @param place where it stands
 * @param given name to value
 */
record Arguments(String type, Place place, Map<String, PlacedJson> given) {
  private Optional<PlacedJson> find(String name) {
    return Optional.ofNullable(given.get(name)).filter(v -> !v.isNull());
  }

  private PlacedJson load(String name) {
    return find(name)
        .orElseThrow(
            () ->
                new ProjectException(
                    given.containsKey(name) ? given.get(name).place() : place,
                    "Cannot read %s: '%s' is missing.".formatted(type, name),
                    "Add \"%s\" to its kwargs.".formatted(name)));
  }

  ProjectException wrong(String name, String what, String remedy) {
    PlacedJson value = given.get(name);
    return new ProjectException(
        value == null ? place : value.place(),
        "Cannot read %s of %s: %s.".formatted(name, type, what),
        remedy);
  }

  boolean has(String name) {
    return find(name).isPresent();
  }

  String text(String name) {
    return load(name).text(name);
  }

  String column() {
    return text("column");
  }

  List<String> texts(String name) {
    List<String> texts =
        load(name).list(name).stream().map(v -> v.text("an element of " + name)).toList();
    if (texts.isEmpty()) {
      throw wrong(name, "it is empty", "Name at least one.");
    }
    return texts;
  }

  List<String> columns() {
    List<String> columns = texts("column_list");
    if (columns.size() < 2) {
      throw wrong("column_list", "it has one column", "Name at least two columns.");
    }
    return columns;
  }

  boolean flag(String name) {
    return find(name).map(v -> v.flag(name)).orElse(false);
  }

  boolean flagUnless(String name) {
    return find(name).map(v -> v.flag(name)).orElse(true);
  }

  BigDecimal number(String name) {
    return load(name).number(name);
  }

  OptionalDouble numberIfAny(String name) {
    return find(name)
        .map(v -> OptionalDouble.of(v.number(name).doubleValue()))
        .orElse(OptionalDouble.empty());
  }

  double mostly() {
    double mostly = numberIfAny("mostly").orElse(1);
    if (mostly < 0 || mostly > 1) {
      throw wrong(
          "mostly", given.get("mostly").value() + " is no share", "Write a number from 0 to 1.");
    }
    return mostly;
  }

  /** One of the words, the first when none is given. */
  String word(String name, List<String> words) {
    String word = find(name).map(v -> v.text(name)).orElse(words.get(0));
    if (!words.contains(word)) {
      throw wrong(
          name,
          "'" + word + "' is unknown",
          Spelling.didYouMean(word, words, "Use one of " + String.join(", ", words) + "."));
    }
    return word;
  }

  /** A list of numbers, texts and booleans; nulls allowed. */
  List<Object> values(String name) {
    List<Object> values = new ArrayList<>();
    for (PlacedJson value : load(name).list(name)) {
      values.add(scalar(name, value));
    }
    return values;
  }

  private Object scalar(String name, PlacedJson value) {
    if (value.value() instanceof List || value.value() instanceof Map) {
      throw new ProjectException(
          value.place(),
          "Cannot read %s of %s: a list or an object is no value.".formatted(name, type),
          "Write numbers, text, true or false.");
    }
    return value.value();
  }

  List<List<Object>> tuples(String name, int size) {
    List<List<Object>> tuples = new ArrayList<>();
    for (PlacedJson tuple : load(name).list(name)) {
      List<Object> values = new ArrayList<>();
      tuple.list("an element of " + name).forEach(v -> values.add(scalar(name, v)));
      if (values.size() != size) {
        throw new ProjectException(
            tuple.place(),
            "Cannot read %s of %s: %s has not %d values.".formatted(name, type, values, size),
            "Write lists of " + size + " values.");
      }
      tuples.add(values);
    }
    return tuples;
  }

  PlacedJson member(String name, String member) {
    PlacedJson found = load(name).object(name).get(member);
    if (found == null || found.isNull()) {
      throw wrong(name, "'" + member + "' is missing", "Add \"" + member + "\" to it.");
    }
    return found;
  }

  boolean hasMember(String name, String member) {
    return find(name).map(v -> v.object(name).get(member)).filter(v -> !v.isNull()).isPresent();
  }

  /** Both bounds; at least one must be given when {@code needed}. */
  Bounds bounds(boolean needed) {
    Optional<Object> min = find("min_value").map(v -> scalar("min_value", v));
    Optional<Object> max = find("max_value").map(v -> scalar("max_value", v));
    if (needed && min.isEmpty() && max.isEmpty()) {
      throw new ProjectException(
          place,
          "Cannot read %s: neither min_value nor max_value is given.".formatted(type),
          "Give at least one of them.");
    }
    try {
      if (min.isPresent()
          && max.isPresent()
          && Values.compare(min.get(), max.get()).orElse(0) > 0) {
        throw wrong(
            "min_value",
            min.get() + " is greater than max_value " + max.get(),
            "Exchange them, or correct one.");
      }
    } catch (CannotCheck e) {
      throw wrong(
          "max_value",
          "'" + max.get() + "' cannot be compared with min_value '" + min.get() + "'",
          "Write both as numbers, or both as text.");
    }
    return new Bounds(min, flag("strict_min"), max, flag("strict_max"));
  }

  /** Both bounds, which must be numbers. */
  Bounds numberBounds(boolean needed) {
    List.of("min_value", "max_value").forEach(name -> find(name).ifPresent(v -> v.number(name)));
    return bounds(needed);
  }

  Regex regex(String name, String python) {
    try {
      return Regex.of(python);
    } catch (IllegalArgumentException e) {
      throw wrong(
          name,
          "the pattern '" + python + "' has " + e.getMessage(),
          "Write the pattern without it, or use several patterns by regex_list.");
    }
  }

  LikePattern like(String pattern) {
    String escape = find("escape").map(v -> v.text("escape")).orElse("\\");
    if (escape.length() != 1) {
      throw wrong("escape", "'" + escape + "' is not one character", "Write one character.");
    }
    return new LikePattern(pattern, escape.charAt(0));
  }
}
