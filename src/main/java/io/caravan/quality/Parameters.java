package io.caravan.quality;

import io.caravan.record.Place;
import io.caravan.record.ProjectException;
import io.caravan.record.Spelling;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Values of what a suite leaves open: {@code {"$PARAMETER": "low"}}, or an expression over such
 * names.
 */
final class Parameters {
  private static final String KEY = "$PARAMETER";
  private final Map<String, Object> values;
  private final Clock clock;

  /**
   * @param values by name: numbers, texts, booleans, lists of them
   */
  Parameters(Map<String, Object> values, Clock clock) {
    this.values = new TreeMap<>(values);
    this.clock = clock;
  }

  /** The value with everything in it filled that was left open. */
  PlacedJson fill(PlacedJson json) {
    if (json.value() instanceof List) {
      return with(json, json.list("").stream().map(this::fill).toList());
    } else if (!(json.value() instanceof Map)) {
      return json;
    }
    Map<String, PlacedJson> members = json.object("");
    if (members.containsKey(KEY)) {
      return value(json, members);
    }
    Map<String, PlacedJson> filled = new LinkedHashMap<>();
    members.forEach((name, member) -> filled.put(name, fill(member)));
    return with(json, filled);
  }

  private PlacedJson value(PlacedJson json, Map<String, PlacedJson> members) {
    String expression = members.get(KEY).text(KEY);
    PlacedJson beside = members.get(KEY + "." + expression);
    Place place = members.get(KEY).place();
    if (!values.containsKey(expression) && beside != null) {
      return beside;
    }
    try {
      return plain(json, new ParameterExpression(expression, values, clock).value());
    } catch (ParameterExpression.NoSuchParameter e) {
      throw new ProjectException(
          place,
          "Cannot fill the parameter '%s': nothing gives '%s' a value."
              .formatted(expression, e.getMessage()),
          Spelling.didYouMean(
              e.getMessage(),
              values.keySet(),
              "Say --param %1$s=VALUE, or write \"%1$s\" below the suite's \"suite_parameters\"."
                  .formatted(e.getMessage())));
    } catch (IllegalArgumentException e) {
      throw new ProjectException(
          place,
          "Cannot compute the parameter '%s': %s.".formatted(expression, e.getMessage()),
          "Use names, numbers, + - * / ^ ( ), abs, round, trunc, now() and timedelta(days=1).");
    }
  }

  private static PlacedJson plain(PlacedJson at, Object value) {
    if (value instanceof List<?> list) {
      return with(at, list.stream().map(element -> plain(at, element)).toList());
    }
    return with(at, value);
  }

  private static PlacedJson with(PlacedJson at, Object value) {
    return new PlacedJson(at.key(), at.place(), value);
  }
}
