package io.caravan.bronze;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Reads the ISO text that databases print dates and times in, straight from bytes: a large part of
 * the cost of a row otherwise. Also what {@code java.time} refuses and PostgreSQL stores: {@code
 * BC}, years past 9999, {@code 24:00:00}, {@code infinity}.
 *
 * <p>The infinities become the largest value and its negation, which is how DuckDB stores them.
 */
final class TimeText {
  /**
   * The text is none of these. No value of any type: the smallest timestamp is {@code
   * -Long.MAX_VALUE}.
   */
  static final long UNREADABLE = Long.MIN_VALUE;

  private static final byte[] INFINITY = "infinity".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] MINUS_INFINITY = "-infinity".getBytes(StandardCharsets.US_ASCII);
  private static final long DAY = 86_400_000_000L;
  private final byte[] text;
  private int at;
  private boolean broken;

  private TimeText(byte[] text) {
    this.text = text;
  }

  /** Days since 1970-01-01. */
  static long date(byte[] text) {
    if (infinite(text)) {
      return text[0] == '-' ? -Integer.MAX_VALUE : Integer.MAX_VALUE;
    }
    TimeText reader = new TimeText(text);
    long day = reader.day(reader.beforeChrist());
    return reader.ended() ? day : UNREADABLE;
  }

  /** Microseconds of the day, 24:00:00 included. */
  static long time(byte[] text) {
    TimeText reader = new TimeText(text);
    long micros = reader.timeOfDay();
    return reader.ended() ? micros : UNREADABLE;
  }

  /** Microseconds since 1970-01-01 00:00; an offset, where there is one, is taken away. */
  static long timestamp(byte[] text) {
    if (infinite(text)) {
      return text[0] == '-' ? -Long.MAX_VALUE : Long.MAX_VALUE;
    }
    TimeText reader = new TimeText(text);
    long day = reader.day(reader.beforeChrist());
    reader.skip();
    long micros = reader.timeOfDay() - reader.offset();
    return reader.ended() ? day * DAY + micros : UNREADABLE;
  }

  private static boolean infinite(byte[] text) {
    return Arrays.equals(text, INFINITY) || Arrays.equals(text, MINUS_INFINITY);
  }

  private boolean beforeChrist() {
    int n = text.length;
    return n > 3 && text[n - 1] == 'C' && text[n - 2] == 'B' && text[n - 3] == ' ';
  }

  private boolean ended() {
    return !broken && (at == text.length || (beforeChrist() && at == text.length - 3));
  }

  private long day(boolean beforeChrist) {
    long year = number();
    expect('-');
    long month = number();
    expect('-');
    long day = number();
    if (month < 1 || month > 12 || day < 1 || day > 31) {
      broken = true;
    }
    return daysFromCivil(beforeChrist ? 1 - year : year, month, day);
  }

  /**
   * Days of the proleptic Gregorian calendar, counted in eras of 400 years so that no table and no
   * branch by year is needed.
   */
  private static long daysFromCivil(long year, long month, long day) {
    long y = month <= 2 ? year - 1 : year;
    long era = Math.floorDiv(y, 400);
    long yearOfEra = y - era * 400;
    long dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    long dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear;
    return era * 146_097 + dayOfEra - 719_468;
  }

  private long timeOfDay() {
    long hour = number();
    expect(':');
    long minute = number();
    long second = 0;
    if (at < text.length && text[at] == ':') {
      at++;
      second = number();
    }
    long micros = ((hour * 60 + minute) * 60 + second) * 1_000_000 + fraction();
    if (minute > 59 || second > 59 || micros > DAY) {
      broken = true;
    }
    return micros;
  }

  private long fraction() {
    if (at == text.length || text[at] != '.') {
      return 0;
    }
    at++;
    long micros = 0;
    int digits = 0;
    while (at < text.length && text[at] >= '0' && text[at] <= '9') {
      if (digits++ < 6) {
        micros = micros * 10 + (text[at] - '0');
      } else if (text[at] != '0') {
        // Finer than a microsecond: the type cannot hold it, so the text must be kept instead.
        broken = true;
      }
      at++;
    }
    for (; digits < 6; digits++) {
      micros *= 10;
    }
    return micros;
  }

  private long offset() {
    if (at == text.length) {
      return 0;
    }
    byte sign = text[at];
    if (sign == 'Z') {
      at++;
      return 0;
    }
    if (sign != '+' && sign != '-') {
      return 0;
    }
    at++;
    long seconds = number() * 3600;
    for (int unit = 60; unit > 0 && at < text.length && text[at] == ':'; unit /= 60) {
      at++;
      seconds += number() * unit;
    }
    return (sign == '-' ? -seconds : seconds) * 1_000_000;
  }

  private long number() {
    int began = at;
    long number = 0;
    while (at < text.length && text[at] >= '0' && text[at] <= '9') {
      number = number * 10 + (text[at++] - '0');
    }
    if (at == began || at - began > 9) {
      broken = true;
    }
    return number;
  }

  private void expect(char c) {
    if (at < text.length && text[at] == c) {
      at++;
    } else {
      broken = true;
    }
  }

  /** The blank or {@code T} between date and time. */
  private void skip() {
    if (at < text.length && (text[at] == ' ' || text[at] == 'T')) {
      at++;
    } else {
      broken = true;
    }
  }
}
