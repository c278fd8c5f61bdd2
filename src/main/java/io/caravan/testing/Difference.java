package io.caravan.testing;

import io.caravan.model.Yaml;
import io.caravan.record.Place;
import io.caravan.record.Spelling;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Collectors;

/**
 * Where something is not as a test file says.
 *
 * @param path names with dots between them
 * @param place of what was expected
 */
record Difference(String path, Place place, String expected, String actual) {
  /** All of them; fields that the file does not name may be as they are. */
  static List<Difference> between(Yaml expected, Object actual) {
    List<Difference> all = new ArrayList<>();
    compare("", expected, actual, all);
    return all;
  }

  private static void compare(
      String path, Yaml expected, Object actual, List<Difference> differences) {
    Object value =
        !(expected instanceof Yaml.Scalar) && actual instanceof String text
            ? Values.parsed(text)
            : actual;
    if (expected instanceof Yaml.Mapping mapping) {
      if (isPattern(mapping) && !(value instanceof Map)) {
        pattern(path, mapping, actual, differences);
      } else if (value instanceof Map<?, ?> map) {
        mapping.entries().forEach((key, each) -> member(path, key, each, map, differences));
      } else {
        differences.add(of(path, expected, actual));
      }
    } else if (expected instanceof Yaml.Sequence list) {
      if (value instanceof List<?> actuals && actuals.size() == list.items().size()) {
        for (int i = 0; i < actuals.size(); i++) {
          compare(path + "[" + i + "]", list.items().get(i), actuals.get(i), differences);
        }
      } else {
        differences.add(of(path, expected, actual));
      }
    } else if (!Values.same((Yaml.Scalar) expected, actual)) {
      differences.add(of(path, expected, actual));
    }
  }

  private static void member(
      String path, String key, Yaml expected, Map<?, ?> actual, List<Difference> differences) {
    String below = path.isEmpty() ? key : path + "." + key;
    boolean nothing = expected instanceof Yaml.Scalar scalar && scalar.value() == null;
    if (actual.containsKey(key) || nothing) {
      compare(below, expected, actual.get(key), differences);
      return;
    }
    List<String> known = actual.keySet().stream().map(String::valueOf).toList();
    String near = Spelling.nearest(key, known).map(n -> " (there is '" + n + "')").orElse("");
    differences.add(new Difference(below, expected.place(), wanted(expected), "not there" + near));
  }

  private static boolean isPattern(Yaml.Mapping mapping) {
    return mapping.entries().size() == 1 && (mapping.has("contains") || mapping.has("matches"));
  }

  private static void pattern(
      String path, Yaml.Mapping mapping, Object actual, List<Difference> differences) {
    String text = actual == null ? "" : actual instanceof String s ? s : Values.shown(actual);
    String kind = mapping.has("contains") ? "contains" : "matches";
    Yaml given = mapping.entries().get(kind);
    String wanted = Keys.text(kind, given);
    try {
      boolean met =
          actual != null
              && (kind.equals("contains")
                  ? text.contains(wanted)
                  : Pattern.compile(wanted, Pattern.DOTALL).matcher(text).matches());
      if (!met) {
        differences.add(
            new Difference(
                path,
                given.place(),
                "a text that " + kind + " " + Values.text(wanted),
                Values.shown(actual)));
      }
    } catch (PatternSyntaxException e) {
      throw Keys.wrong(kind, given, "Write a regular expression of Java: " + e.getDescription());
    }
  }

  private static Difference of(String path, Yaml expected, Object actual) {
    return new Difference(path, expected.place(), wanted(expected), Values.shown(actual));
  }

  private static String wanted(Yaml expected) {
    return Values.text(Values.plain(expected));
  }

  @Override
  public String toString() {
    return "%s expected %s, was %s"
        .formatted(path.isEmpty() ? "it:" : path + ":", expected, actual)
        .concat(" (line " + place.line() + ")");
  }

  static String lines(List<Difference> differences) {
    return differences.stream().map(d -> "\n    " + d).collect(Collectors.joining());
  }
}
