package io.caravan.jinja.value;

import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Equality, order, membership and hashing as Python has them. */
public final class Comparison {
  private Comparison() {}

  public static boolean equal(Object a, Object b) {
    if (a == b) {
      return !(a instanceof Double) || !((Double) a).isNaN();
    } else if (a == null || b == null) {
      return false;
    } else if (Types.isText(a)) {
      return Types.isText(b) && a.toString().equals(b.toString());
    } else if (Types.isNumber(a)) {
      return Types.isNumber(b) && numbersEqual(Numbers.number(a), Numbers.number(b));
    } else if (a instanceof Undefined || b instanceof Undefined) {
      requireLenience(a);
      requireLenience(b);
      return a instanceof Undefined && b instanceof Undefined;
    } else if (a instanceof List) {
      return b instanceof List
          && a instanceof Tuple == b instanceof Tuple
          && listsEqual((List<?>) a, (List<?>) b);
    } else if (a instanceof Map) {
      return b instanceof Map && mapsEqual((Map<?, ?>) a, (Map<?, ?>) b);
    } else if (a instanceof Set) {
      return b instanceof Set && a.equals(b);
    }
    return a.equals(b);
  }

  private static void requireLenience(Object value) {
    if (value instanceof Undefined) {
      ((Undefined) value).requireLenience();
    }
  }

  private static boolean numbersEqual(Number a, Number b) {
    if (a instanceof Long && b instanceof Long) {
      return a.longValue() == b.longValue();
    } else if (notFinite(a) || notFinite(b)) {
      return a.doubleValue() == b.doubleValue();
    }
    return Numbers.exact(a).compareTo(Numbers.exact(b)) == 0;
  }

  private static boolean notFinite(Number value) {
    return value instanceof Double && (((Double) value).isNaN() || ((Double) value).isInfinite());
  }

  private static boolean listsEqual(List<?> a, List<?> b) {
    if (a.size() != b.size()) {
      return false;
    }
    for (int i = 0; i < a.size(); i++) {
      if (!same(a.get(i), b.get(i))) {
        return false;
      }
    }
    return true;
  }

  private static boolean mapsEqual(Map<?, ?> a, Map<?, ?> b) {
    if (a.size() != b.size()) {
      return false;
    }
    for (Map.Entry<?, ?> entry : a.entrySet()) {
      Object other = Dicts.find(b, entry.getKey());
      if (other == Undefined.MISSING || !same(entry.getValue(), other)) {
        return false;
      }
    }
    return true;
  }

  /** What containers ask: identical or equal. */
  static boolean same(Object a, Object b) {
    return a == b || equal(a, b);
  }

  /** A hash that agrees with {@link #equal}. */
  static int hash(Object value) {
    if (value instanceof Markup) {
      return value.toString().hashCode();
    } else if (value instanceof List && !(value instanceof Tuple)
        || value instanceof Map
        || value instanceof Set) {
      throw Fault.type("unhashable type: '" + Types.name(value) + "'");
    } else if (!Types.isNumber(value)) {
      return value == null ? 0 : value.hashCode();
    }
    return Double.hashCode(Numbers.number(value).doubleValue() + 0.0);
  }

  /** A value as a key of a Java map, equal as Python's keys are. */
  public record Key(Object value) {
    @Override
    public boolean equals(Object other) {
      return other instanceof Key && same(value, ((Key) other).value);
    }

    @Override
    public int hashCode() {
      return hash(value);
    }
  }

  /** Negative, zero or positive. Throws a TypeError fault when the two have no order. */
  public static int compare(Object a, Object b, String operator) {
    if (Types.isText(a) && Types.isText(b)) {
      return compareText(a.toString(), b.toString());
    } else if (Types.isNumber(a) && Types.isNumber(b)) {
      return compareNumbers(Numbers.number(a), Numbers.number(b));
    } else if (a instanceof List && b instanceof List && a instanceof Tuple == b instanceof Tuple) {
      return compareLists((List<?>) a, (List<?>) b, operator);
    } else if (a instanceof Undefined) {
      throw ((Undefined) a).fault();
    } else if (b instanceof Undefined) {
      throw ((Undefined) b).fault();
    }
    throw Fault.type(
        "'"
            + operator
            + "' not supported between instances of '"
            + Types.name(a)
            + "' and '"
            + Types.name(b)
            + "'");
  }

  /** True if the order holds; comparisons with NaN never do. */
  public static boolean ordered(Object a, Object b, String operator) {
    if (nan(a) || nan(b)) {
      compare(0L, Types.isNumber(a) ? b : a, operator);
      return false;
    }
    int order = compare(a, b, operator);
    return switch (operator) {
      case "<" -> order < 0;
      case "<=" -> order <= 0;
      case ">" -> order > 0;
      default -> order >= 0;
    };
  }

  private static boolean nan(Object value) {
    return value instanceof Double && ((Double) value).isNaN();
  }

  private static int compareText(String a, String b) {
    if (Text.plain(a) && Text.plain(b)) {
      return a.compareTo(b);
    }
    int[] x = a.codePoints().toArray();
    int[] y = b.codePoints().toArray();
    return java.util.Arrays.compare(x, y);
  }

  private static int compareNumbers(Number a, Number b) {
    if (a instanceof Long && b instanceof Long) {
      return Long.compare(a.longValue(), b.longValue());
    } else if (notFinite(a) || notFinite(b)) {
      return Double.compare(a.doubleValue(), b.doubleValue());
    }
    return Numbers.exact(a).compareTo(Numbers.exact(b));
  }

  private static int compareLists(List<?> a, List<?> b, String operator) {
    for (int i = 0; i < Math.min(a.size(), b.size()); i++) {
      if (!same(a.get(i), b.get(i))) {
        return compare(a.get(i), b.get(i), operator);
      }
    }
    return Integer.compare(a.size(), b.size());
  }

  /** {@code item in container}. */
  public static boolean contains(Object container, Object item) {
    if (Types.isText(container)) {
      if (!Types.isText(item)) {
        throw Fault.type("'in <string>' requires string as left operand, not " + Types.name(item));
      }
      return container.toString().contains(item.toString());
    } else if (container instanceof Map) {
      return Dicts.find((Map<?, ?>) container, item) != Undefined.MISSING;
    } else if (container instanceof Range) {
      return ((Range) container).contains(item);
    } else if (!Iteration.iterable(container)) {
      throw Fault.type("argument of type '" + Types.name(container) + "' is not iterable");
    }
    for (Iterator<Object> each = Iteration.over(container); each.hasNext(); ) {
      if (same(item, each.next())) {
        return true;
      }
    }
    return false;
  }
}
