package io.caravan.runs;

import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;

/**
 * Five fields of a crontab line, matched against wall-clock time; it knows nothing of time zones.
 */
record Cron(
    BitSet minutes,
    BitSet hours,
    BitSet days,
    BitSet months,
    BitSet weekdays,
    boolean anyDay,
    boolean anyWeekday) {
  private static final List<String> MONTHS =
      List.of("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec");
  private static final List<String> WEEKDAYS =
      List.of("sun", "mon", "tue", "wed", "thu", "fri", "sat");
  // 29 February comes every 8 years at the latest (1896, 1904); what has not matched by then never
  // will.
  private static final int YEARS_TO_SEARCH = 9;

  static Cron parse(String text) {
    String[] fields = text.trim().split("\\s+");
    if (fields.length != 5) {
      throw new IllegalArgumentException(
          fields.length == 6
              ? "it has six fields, but a schedule has no seconds"
              : "it has %d field%s instead of five"
                  .formatted(fields.length, fields.length == 1 ? "" : "s"));
    }
    BitSet weekdays = new Field("weekday", 0, 7, WEEKDAYS, 0).parse(fields[4]);
    if (weekdays.get(7)) { // Sunday is 0 and 7
      weekdays.set(0);
      weekdays.clear(7);
    }
    Cron cron =
        new Cron(
            new Field("minute", 0, 59, List.of(), 0).parse(fields[0]),
            new Field("hour", 0, 23, List.of(), 0).parse(fields[1]),
            new Field("day of the month", 1, 31, List.of(), 0).parse(fields[2]),
            new Field("month", 1, 12, MONTHS, 1).parse(fields[3]),
            weekdays,
            fields[2].startsWith("*"),
            fields[4].startsWith("*"));
    if (cron.atOrAfter(LocalDateTime.of(2000, 1, 1, 0, 0)) == null) {
      throw new IllegalArgumentException(
          "no date ever matches day '%s' of month '%s'".formatted(fields[2], fields[3]));
    }
    return cron;
  }

  /** True when some minute of every hour of a day matches. */
  boolean everyHour() {
    return hours.cardinality() == 24;
  }

  /**
   * The first matching minute that is not before the given time; null when there is none within
   * nine years.
   */
  LocalDateTime atOrAfter(LocalDateTime time) {
    LocalDateTime from = time.equals(minute(time)) ? time : minute(time).plusMinutes(1);
    LocalDate last = from.toLocalDate().plusYears(YEARS_TO_SEARCH);
    LocalTime earliest = from.toLocalTime();
    for (LocalDate day = from.toLocalDate();
        day.isBefore(last);
        day = day.plusDays(1), earliest = LocalTime.MIDNIGHT) {
      if (matches(day)) {
        for (int hour = hours.nextSetBit(earliest.getHour());
            hour >= 0;
            hour = hours.nextSetBit(hour + 1)) {
          int minute = minutes.nextSetBit(hour == earliest.getHour() ? earliest.getMinute() : 0);
          if (minute >= 0) {
            return day.atTime(hour, minute);
          }
        }
      }
    }
    return null;
  }

  /**
   * The last matching minute that is not after the given time; null when there is none within nine
   * years.
   */
  LocalDateTime atOrBefore(LocalDateTime time) {
    LocalDate last = time.toLocalDate().minusYears(YEARS_TO_SEARCH);
    LocalTime latest = time.toLocalTime();
    for (LocalDate day = time.toLocalDate();
        day.isAfter(last);
        day = day.minusDays(1), latest = LocalTime.MAX) {
      if (matches(day)) {
        for (int hour = hours.previousSetBit(latest.getHour());
            hour >= 0;
            hour = hours.previousSetBit(hour - 1)) {
          int minute = minutes.previousSetBit(hour == latest.getHour() ? latest.getMinute() : 59);
          if (minute >= 0) {
            return day.atTime(hour, minute);
          }
        }
      }
    }
    return null;
  }

  private static LocalDateTime minute(LocalDateTime time) {
    return time.withSecond(0).withNano(0);
  }

  private boolean matches(LocalDate day) {
    if (!months.get(day.getMonthValue())) {
      return false;
    }
    boolean dayMatches = days.get(day.getDayOfMonth());
    boolean weekdayMatches = weekdays.get(day.getDayOfWeek().getValue() % 7);
    // As crontab(5) has it: when both are restricted, either is enough.
    return anyDay || anyWeekday ? dayMatches && weekdayMatches : dayMatches || weekdayMatches;
  }

  /**
   * One field: {@code *}, {@code 5}, {@code 1-5}, {@code *}{@code /15}, {@code mon-fri}, and lists
   * of them.
   */
  private record Field(String name, int min, int max, List<String> names, int firstName) {
    BitSet parse(String text) {
      BitSet values = new BitSet();
      for (String part : text.split(",", -1)) {
        String[] stepped = part.split("/", -1);
        if (stepped.length > 2) {
          throw wrong(text);
        }
        int step = stepped.length == 2 ? number(stepped[1], text, 1, max) : 1;
        int first = min;
        int last = max;
        if (!stepped[0].equals("*")) {
          String[] range = stepped[0].split("-", -1);
          if (range.length > 2) {
            throw wrong(text);
          }
          first = value(range[0], text);
          last = range.length == 2 ? value(range[1], text) : stepped.length == 2 ? max : first;
        }
        if (first > last) {
          throw new IllegalArgumentException("%s '%s' begins after it ends".formatted(name, text));
        }
        for (int value = first; value <= last; value += step) {
          values.set(value);
        }
      }
      return values;
    }

    private int value(String text, String whole) {
      int named = names.indexOf(text.toLowerCase(Locale.ROOT));
      return named >= 0 ? named + firstName : number(text, whole, min, max);
    }

    private int number(String text, String whole, int lowest, int highest) {
      if (!text.matches("[0-9]{1,4}")) {
        throw wrong(whole);
      }
      int value = Integer.parseInt(text);
      if (value < lowest || value > highest) {
        throw new IllegalArgumentException(
            "%s '%s' is not within %d to %d".formatted(name, whole, lowest, highest));
      }
      return value;
    }

    private IllegalArgumentException wrong(String text) {
      return new IllegalArgumentException(
          "%s '%s' is not a number, a range, a step or a list of them".formatted(name, text));
    }
  }
}
