package io.caravan.engine;

import io.caravan.record.ColumnType;
import io.caravan.record.ColumnType.Simple;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.UUID;

/**
 * Smallest and largest values, read from the text in which DuckDB shows the statistics of a file.
 */
final class Bounds {
  /** Long enough to tell keys with a common beginning apart, short enough for a manifest. */
  private static final int LONGEST = 64;

  private Bounds() {}

  /**
   * The value; null when Java or the lake cannot hold it as a bound (binary, years beyond 9999).
   */
  static Object read(ColumnType type, String text) {
    try {
      if (type instanceof ColumnType.Decimal decimal) {
        return new BigDecimal(text).setScale(decimal.scale(), RoundingMode.UNNECESSARY);
      }
      return type instanceof Simple simple ? simple(simple, text) : null;
    } catch (DateTimeException | ArithmeticException | IllegalArgumentException unknown) {
      // A bound that is lacking costs a look into the file; a wrong one would lose rows.
      return null;
    }
  }

  private static Object simple(Simple type, String text) {
    return switch (type) {
      case BOOLEAN -> Boolean.valueOf(text);
      case INT -> Integer.valueOf(text);
      case LONG -> Long.valueOf(text);
      case FLOAT -> Float.valueOf(text);
      case DOUBLE -> Double.valueOf(text);
      case DATE -> LocalDate.parse(text);
      case TIME -> LocalTime.parse(text);
      case TIMESTAMP -> LocalDateTime.parse(text.replace(' ', 'T'));
      case TIMESTAMPTZ ->
          text.endsWith("+00")
              ? LocalDateTime.parse(text.substring(0, text.length() - 3).replace(' ', 'T'))
                  .toInstant(ZoneOffset.UTC)
              : null;
      case STRING -> text;
      case UUID -> UUID.fromString(text);
      case BINARY -> null;
    };
  }

  /**
   * The order in which the lake compares values: text and UUIDs by unsigned bytes, as they are
   * stored.
   */
  static Comparator<Object> order() {
    return Bounds::compare;
  }

  @SuppressWarnings("unchecked")
  private static int compare(Object a, Object b) {
    if (a instanceof String text) {
      return java.util.Arrays.compare(
          text.codePoints().toArray(), ((String) b).codePoints().toArray());
    }
    if (a instanceof UUID id) {
      UUID other = (UUID) b;
      int high = Long.compareUnsigned(id.getMostSignificantBits(), other.getMostSignificantBits());
      return high != 0
          ? high
          : Long.compareUnsigned(id.getLeastSignificantBits(), other.getLeastSignificantBits());
    }
    return ((Comparable<Object>) a).compareTo(b);
  }

  /** A lower bound that is short and at most the value. */
  static Object lower(Object min) {
    if (min instanceof String text) {
      return text.codePointCount(0, text.length()) <= LONGEST
          ? text
          : text.substring(0, text.offsetByCodePoints(0, LONGEST));
    }
    // Zero and minus zero are the same number in SQL, and two in the lake's order.
    return min instanceof Double d && d == 0
        ? (Object) (-0.0)
        : min instanceof Float f && f == 0 ? (Object) (-0.0f) : min;
  }

  /** An upper bound that is short and at least the value; null when there is none. */
  static Object upper(Object max) {
    if (max instanceof String text && text.codePointCount(0, text.length()) > LONGEST) {
      return next(text.substring(0, text.offsetByCodePoints(0, LONGEST)));
    }
    return max instanceof Double d && d == 0
        ? (Object) 0.0
        : max instanceof Float f && f == 0 ? (Object) 0.0f : max;
  }

  /** The smallest text that is greater than all that begin so. */
  private static String next(String beginning) {
    int[] points = beginning.codePoints().toArray();
    for (int i = points.length - 1; i >= 0; i--) {
      if (points[i] < Character.MAX_CODE_POINT) {
        int following = points[i] + 1;
        points[i] =
            following >= Character.MIN_SURROGATE && following <= Character.MAX_SURROGATE
                ? Character.MAX_SURROGATE + 1
                : following;
        return new String(points, 0, i + 1);
      }
    }
    return null;
  }
}
