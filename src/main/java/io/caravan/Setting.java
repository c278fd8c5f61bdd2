package io.caravan;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * One key of {@code application.properties}.
 *
 * @param name the key; a {@code *} stands for a name that the user chooses, {@code **} at the end
 *     for one with dots in it
 * @param fallback what holds when the key is not there; empty means "not set"
 * @param secret true when its value must never be shown
 * @param form what a value looks like, for messages and the reference
 * @param doc one line of what it does
 * @param read text to value; throws IllegalArgumentException
 */
public record Setting<T>(
    String name,
    String fallback,
    boolean secret,
    String form,
    String doc,
    Function<String, T> read) {
  private static final Pattern SIZE =
      Pattern.compile("(\\d+)\\s*(B|KB|MB|GB|TB)", Pattern.CASE_INSENSITIVE);
  private static final Pattern DURATION = Pattern.compile("(\\d+)\\s*(ms|s|m|h|d)");
  private static final List<String> UNITS = List.of("b", "kb", "mb", "gb", "tb");
  private static final Map<String, Long> MILLIS =
      Map.of("ms", 1L, "s", 1_000L, "m", 60_000L, "h", 3_600_000L, "d", 86_400_000L);

  static Setting<String> text(String name, String fallback, String doc) {
    return new Setting<>(name, fallback, false, "text", doc, Function.identity());
  }

  static Setting<String> secret(String name, String doc) {
    return new Setting<>(name, "", true, "secret", doc, Function.identity());
  }

  /** A family of settings whose values may be secrets. */
  static Setting<String> secrets(String name, String doc) {
    return new Setting<>(name, "", true, "text", doc, Function.identity());
  }

  static Setting<Path> path(String name, String fallback, String doc) {
    return new Setting<>(name, fallback, false, "path", doc, Path::of);
  }

  static Setting<URI> uri(String name, String fallback, String doc) {
    return new Setting<>(name, fallback, false, "URI", doc, Setting::readUri);
  }

  static Setting<Boolean> flag(String name, boolean fallback, String doc) {
    return new Setting<>(
        name, Boolean.toString(fallback), false, "true or false", doc, Setting::readFlag);
  }

  static Setting<Integer> number(String name, int fallback, int least, int most, String doc) {
    return new Setting<>(
        name,
        Integer.toString(fallback),
        false,
        "whole number from " + least + " to " + most,
        doc,
        v -> readNumber(v, least, most));
  }

  static Setting<Long> size(String name, String fallback, String doc) {
    return new Setting<>(name, fallback, false, "size such as 128MB", doc, Setting::readSize);
  }

  static Setting<Duration> duration(String name, String fallback, String doc) {
    return new Setting<>(
        name, fallback, false, "duration such as 30s, 5m or 7d", doc, Setting::readDuration);
  }

  static Setting<String> oneOf(String name, String fallback, List<String> values, String doc) {
    String form = "one of " + String.join(", ", values);
    return new Setting<>(
        name,
        fallback,
        false,
        form,
        doc,
        v -> {
          if (!values.contains(v)) {
            throw new IllegalArgumentException("it must be " + form);
          }
          return v;
        });
  }

  /** Whether a key of the file is this setting. */
  boolean matches(String key) {
    if (name.indexOf('*') < 0) {
      return name.equals(key);
    }
    if (name.endsWith("**")) {
      return key.length() > name.length() - 2
          && key.startsWith(name.substring(0, name.length() - 2));
    }
    String pattern =
        Arrays.stream(name.split("\\*", -1))
            .map(Pattern::quote)
            .collect(Collectors.joining("[^.]+"));
    return key.matches(pattern);
  }

  private static URI readUri(String value) {
    return URI.create(value);
  }

  private static Boolean readFlag(String value) {
    if (!value.equals("true") && !value.equals("false")) {
      throw new IllegalArgumentException("it must be true or false");
    }
    return Boolean.valueOf(value);
  }

  private static Integer readNumber(String value, int least, int most) {
    int number;
    try {
      number = Integer.parseInt(value);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("it must be a whole number", e);
    }
    if (number < least || number > most) {
      throw new IllegalArgumentException("it must be from " + least + " to " + most);
    }
    return number;
  }

  private static Long readSize(String value) {
    Matcher matcher = SIZE.matcher(value);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "a size is a whole number and B, KB, MB, GB or TB, for example 128MB");
    }
    int power = UNITS.indexOf(matcher.group(2).toLowerCase(Locale.ROOT));
    return Math.multiplyExact(Long.parseLong(matcher.group(1)), 1L << (10 * power));
  }

  private static Duration readDuration(String value) {
    Matcher matcher = DURATION.matcher(value);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "a duration is a whole number and ms, s, m, h or d, for example 5m");
    }
    return Duration.ofMillis(
        Math.multiplyExact(Long.parseLong(matcher.group(1)), MILLIS.get(matcher.group(2))));
  }
}
