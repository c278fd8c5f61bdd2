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
      throw new CannotCheck(
          "Cannot compare %s '%s' with %s '%s'.".formatted(kind(a), a, kind(b), b));
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
  private static int codePoints(String a, String b) {
    return java.util.Arrays.compare(a.codePoints().toArray(), b.codePoints().toArray());
  }

  private static String kind(Object value) {
    return value.getClass().getSimpleName();
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
