package io.caravan.quality;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;

/**
 * Dates and times as people write them in suites: ISO, with a blank or a T between date and time;
 * without a zone UTC is meant.
 */
final class Times {
  private Times() {}

  /** A date or a date with a time, without zone. */
  record Zoneless(LocalDateTime at, boolean dateOnly) {
    String sql() {
      return dateOnly ? "DATE '" + at.toLocalDate() + "'" : "TIMESTAMP '" + at + "'";
    }
  }

  /**
   * @throws IllegalArgumentException when the text is neither
   */
  static Zoneless zoneless(String text) {
    String iso = text.strip().replace(' ', 'T');
    try {
      if (iso.indexOf('T') < 0) {
        return new Zoneless(LocalDate.parse(iso).atStartOfDay(), true);
      }
      return new Zoneless(
          hasZone(iso)
              ? LocalDateTime.ofInstant(instant(text), ZoneOffset.UTC)
              : LocalDateTime.parse(iso),
          false);
    } catch (DateTimeException e) {
      throw new IllegalArgumentException("'" + text + "' is no date", e);
    }
  }

  /** As {@link #zoneless}, in UTC; null when the text is neither. */
  static LocalDateTime zonelessOrNull(String text) {
    if (text.length() < 10
        || text.charAt(4) != '-'
        || text.charAt(7) != '-'
        || !Character.isDigit(text.charAt(0))) {
      return null;
    }
    try {
      return zoneless(text).at();
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  /**
   * @throws IllegalArgumentException when the text is no date and no time
   */
  static Instant instant(String text) {
    String iso = text.strip().replace(' ', 'T');
    try {
      return hasZone(iso)
          ? OffsetDateTime.parse(hourZone(iso)).toInstant()
          : zoneless(text).at().toInstant(ZoneOffset.UTC);
    } catch (DateTimeException e) {
      throw new IllegalArgumentException("'" + text + "' is no time", e);
    }
  }

  static LocalTime timeOfDay(String text) {
    try {
      return LocalTime.parse(text.strip());
    } catch (DateTimeException e) {
      throw new IllegalArgumentException("'" + text + "' is no time of day", e);
    }
  }

  private static boolean hasZone(String iso) {
    int time = iso.indexOf('T');
    return time > 0
        && (iso.endsWith("Z") || iso.indexOf('+', time) > 0 || iso.indexOf('-', time) > 0);
  }

  /** {@code +02} as {@code +02:00}: PostgreSQL prints zones so. */
  private static String hourZone(String iso) {
    char sign = iso.charAt(Math.max(0, iso.length() - 3));
    return sign == '+' || sign == '-' ? iso + ":00" : iso;
  }
}
