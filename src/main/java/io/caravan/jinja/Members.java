package io.caravan.jinja;

import io.caravan.jinja.value.Attributes;
import io.caravan.jinja.value.Types;
import io.caravan.jinja.value.Undefined;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.UnaryOperator;

/**
 * The {@code attribute} argument of filters: a path such as {@code "address.city"} or {@code
 * "items.0"}.
 */
final class Members {
  private Members() {}

  /**
   * A function that follows the path; {@code otherwise}, if it is not None, stands in for what is
   * undefined.
   */
  static UnaryOperator<Object> path(Frame frame, Object attribute, Object otherwise) {
    List<Object> steps = steps(attribute);
    return item -> {
      Object value = item;
      for (Object step : steps) {
        value = Attributes.item(value, step, frame.environment().undefined(), frame.budget());
        if (otherwise != null && value instanceof Undefined) {
          value = otherwise;
        }
      }
      return value;
    };
  }

  /** Functions for a list of paths with commas between them. */
  static List<UnaryOperator<Object>> paths(Frame frame, Object attribute) {
    List<UnaryOperator<Object>> all = new ArrayList<>();
    if (Types.isText(attribute)) {
      for (String path : attribute.toString().split(",", -1)) {
        all.add(path(frame, path, null));
      }
    } else {
      all.add(path(frame, attribute, null));
    }
    return all;
  }

  private static List<Object> steps(Object attribute) {
    List<Object> steps = new ArrayList<>();
    if (Types.isText(attribute)) {
      for (String part : attribute.toString().split("\\.", -1)) {
        boolean index =
            !part.isEmpty() && part.length() < 10 && part.chars().allMatch(Character::isDigit);
        steps.add(index ? (Object) Long.valueOf(part) : part);
      }
    } else if (attribute != null) {
      steps.add(attribute);
    }
    return steps;
  }

  /** Text in small letters, for comparisons that ignore case. */
  static Object ignoringCase(Object value) {
    return Types.isText(value) ? value.toString().toLowerCase(Locale.ROOT) : value;
  }

  static UnaryOperator<Object> key(UnaryOperator<Object> path, boolean caseSensitive) {
    return caseSensitive ? path : item -> ignoringCase(path.apply(item));
  }
}
