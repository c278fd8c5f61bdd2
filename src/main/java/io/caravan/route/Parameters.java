package io.caravan.route;

import io.caravan.record.ProjectException;
import io.caravan.runs.DurationText;
import io.caravan.runs.RetryPolicy;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * The parameters of a Kamelet as the user wrote them, read with messages that name route and
 * parameter.
 */
final class Parameters {
  private final Map<String, String> values = new TreeMap<>();

  void put(String name, String value) {
    values.put(name, value == null ? "" : value.trim());
  }

  boolean given(String name) {
    return !values.getOrDefault(name, "").isEmpty();
  }

  /**
   * Reads one parameter.
   *
   * @throws ProjectException when the reader refuses it with an IllegalArgumentException
   */
  <T> T read(UserRoute route, String name, Function<String, T> reader) {
    try {
      if (!given(name)) {
        throw new IllegalArgumentException(
            "It is missing: write '" + name + ": ...' below 'parameters'.");
      }
      return reader.apply(values.get(name));
    } catch (IllegalArgumentException e) {
      throw route.wrong(name, e.getMessage());
    }
  }

  <T> T read(UserRoute route, String name, Function<String, T> reader, T otherwise) {
    return given(name) ? read(route, name, reader) : otherwise;
  }

  int number(UserRoute route, String name, int least) {
    return read(
        route,
        name,
        text -> {
          if (!text.matches("[0-9]{1,9}") || Integer.parseInt(text) < least) {
            throw new IllegalArgumentException(
                "Cannot use '%s': write a whole number, %d or more.".formatted(text, least));
          }
          return Integer.parseInt(text);
        });
  }

  boolean flag(UserRoute route, String name) {
    return read(
        route,
        name,
        text -> {
          if (!text.equals("true") && !text.equals("false")) {
            throw new IllegalArgumentException(
                "Cannot use '%s': write true or false.".formatted(text));
          }
          return Boolean.valueOf(text);
        });
  }

  Duration duration(UserRoute route, String name) {
    return read(route, name, DurationText::parse);
  }

  /** {@code retries, retryDelay, retryBackoff, maxRetryDelay}. */
  RetryPolicy retry(UserRoute route) {
    return new RetryPolicy(
        number(route, "retries", 0),
        duration(route, "retryDelay"),
        read(route, "retryBackoff", Parameters::factor),
        duration(route, "maxRetryDelay"));
  }

  private static double factor(String text) {
    if (!text.matches("[0-9]{1,2}(\\.[0-9]{1,3})?") || Double.parseDouble(text) < 1) {
      throw new IllegalArgumentException(
          "Cannot use '%s': write 1 for equal delays, 2 to double them.".formatted(text));
    }
    return Double.parseDouble(text);
  }

  /** Words between commas. */
  List<String> words(String name) {
    return Arrays.stream(values.getOrDefault(name, "").split(","))
        .map(String::trim)
        .filter(w -> !w.isEmpty())
        .toList();
  }
}
