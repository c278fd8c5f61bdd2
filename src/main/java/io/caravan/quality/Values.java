package io.caravan.quality;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.Optional;
import java.util.UUID;

/** Comparing values of records as SQL compares them. */
final class Values {
  private static final int MOST_SHOWN = 200;
  private static final int MOST_PLACES = 2000;
  private static final int LONG_DIGITS = 19;

  private Values() {}

  /**
   * Negative, zero or positive; empty when one is null, so that the comparison is unknown.
   *
   * @throws CannotCheck when the two can never be compared
   */
  static Optional<Integer> compare(Object a, Object b) {
    if (a == null || b == null) {
      return Optional.empty();
    }
    try {
      return Optional.of(both(a, b));
    } catch (IllegalArgumentException e) {
      throw cannotCompare(a, b);
    }
  }

  static CannotCheck cannotCompare(Object a, Object b) {
    return new CannotCheck("Cannot compare %s with %s.".formatted(shown(a), shown(b)));
  }

  /**
   * Two values of one row, which must be of one kind.
   *
   * @throws CannotCheck when they are not
   */
  static int compareColumns(Object a, Object b) {
    if (a instanceof Number m && b instanceof Number n) {
      return m instanceof Long && n instanceof Long
          ? Long.compare(m.longValue(), n.longValue())
          : exact(m).compareTo(exact(n));
    } else if (a instanceof String s && b instanceof String t) {
      LocalDateTime at = Times.zonelessOrNull(s);
      LocalDateTime other = at == null ? null : Times.zonelessOrNull(t);
      return other == null ? codePoints(s, t) : at.compareTo(other);
    } else if (a instanceof Boolean s && b instanceof Boolean t) {
      return Boolean.compare(s, t);
    } else if (isPlain(a) || isPlain(b)) {
      throw cannotCompare(a, b);
    }
    return compare(a, b).orElseThrow();
  }

  private static boolean isPlain(Object value) {
    return value instanceof Number || value instanceof String || value instanceof Boolean;
  }

  /** The value and what kind of value it is, for messages. */
  static String shown(Object value) {
    String text = String.valueOf(value);
    if (text.length() > MOST_SHOWN) {
      text = text.substring(0, MOST_SHOWN) + "...";
    }
    if (value == null) {
      return "null";
    } else if (value instanceof String) {
      return "text '" + text + "'";
    } else if (value instanceof Number) {
      return "number " + text;
    }
    return value instanceof Boolean ? text : "value " + text;
  }

  /**
   * @throws CannotCheck when the value is no number
   */
  static BigDecimal number(Object value, String what) {
    // Digits of a sum are written out: those of 1E+999999999 would fill the memory.
    if (value instanceof Number number && Math.abs(exact(number).scale()) <= MOST_PLACES) {
      return exact(number);
    }
    throw new CannotCheck("Cannot compute the %s of %s.".formatted(what, shown(value)));
  }

  static BigDecimal exact(Number number) {
    if (number instanceof BigDecimal exact) {
      return exact;
    }
    return number instanceof Long whole
        ? BigDecimal.valueOf(whole)
        : new BigDecimal(number.toString());
  }

  /** Equal for values that SQL takes for the same. */
  static Object distinct(Object value) {
    return value instanceof Number number && !(number instanceof Long)
        ? shortest(exact(number))
        : value;
  }

  private static Object shortest(BigDecimal number) {
    BigDecimal stripped = number.stripTrailingZeros();
    return stripped.scale() <= 0
            && stripped.precision() - stripped.scale() <= LONG_DIGITS
            && stripped.toBigInteger().bitLength() < Long.SIZE
        ? (Object) stripped.longValue()
        : stripped;
  }

  /** Null when the text is no number. */
  static BigDecimal numberOrNull(String text) {
    try {
      return new BigDecimal(text);
    } catch (NumberFormatException e) {
      return null;
    }
  }

  private static int both(Object a, Object b) {
    if (a instanceof Number || b instanceof Number) {
      return number(a).compareTo(number(b));
    } else if (a instanceof Boolean || b instanceof Boolean) {
      return Boolean.compare(
          Boolean.parseBoolean(a.toString()), Boolean.parseBoolean(b.toString()));
    } else if (isInstant(a) || isInstant(b)) {
      return instant(a).compareTo(instant(b));
    } else if (isDate(a) || isDate(b)) {
      return zoneless(a).compareTo(zoneless(b));
    } else if (a instanceof LocalTime || b instanceof LocalTime) {
      return Times.timeOfDay(a.toString()).compareTo(Times.timeOfDay(b.toString()));
    } else if (a instanceof UUID || b instanceof UUID) {
      return a.toString()
          .toLowerCase(java.util.Locale.ROOT)
          .compareTo(b.toString().toLowerCase(java.util.Locale.ROOT));
    }
    return codePoints(a.toString(), b.toString());
  }

  /** SQL engines order text by its UTF-8 bytes, which is the order of code points. */
  static int codePoints(String a, String b) {
    int shorter = Math.min(a.length(), b.length());
    for (int i = 0; i < shorter; i++) {
      char x = a.charAt(i);
      char y = b.charAt(i);
      if (x != y) {
        // Halves of a pair stand for code points beyond all single chars.
        boolean pair = Character.isSurrogate(x);
        return pair == Character.isSurrogate(y) ? Character.compare(x, y) : pair ? 1 : -1;
      }
    }
    return Integer.compare(a.length(), b.length());
  }

  private static BigDecimal number(Object value) {
    if (value instanceof Boolean) {
      throw new IllegalArgumentException();
    }
    return value instanceof BigDecimal exact ? exact : new BigDecimal(value.toString());
  }

  private static boolean isInstant(Object value) {
    return value instanceof Instant
        || value instanceof OffsetDateTime
        || value instanceof ZonedDateTime;
  }

  private static boolean isDate(Object value) {
    return value instanceof LocalDate
        || value instanceof LocalDateTime
        || value instanceof java.util.Date;
  }

  private static Instant instant(Object value) {
    if (value instanceof OffsetDateTime at) {
      return at.toInstant();
    } else if (value instanceof ZonedDateTime at) {
      return at.toInstant();
    }
    return value instanceof Instant at ? at : zoneless(value).toInstant(ZoneOffset.UTC);
  }

  private static LocalDateTime zoneless(Object value) {
    if (value instanceof LocalDateTime at) {
      return at;
    } else if (value instanceof LocalDate date) {
      return date.atStartOfDay();
    } else if (value instanceof java.sql.Timestamp at) {
      return at.toLocalDateTime();
    } else if (value instanceof java.sql.Date date) {
      return date.toLocalDate().atStartOfDay();
    }
    return Times.zoneless(value.toString()).at();
  }
}
