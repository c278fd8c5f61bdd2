package io.caravan.model;

import io.caravan.jinja.value.Fault;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.TextStyle;
import java.time.temporal.ChronoField;
import java.time.temporal.IsoFields;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The {@code %} codes of Python's times. */
final class TimeFormat {
  private TimeFormat() {}

  static String write(Moment moment, String format) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < format.length(); i++) {
      char c = format.charAt(i);
      if (c != '%' || i + 1 == format.length()) {
        text.append(c);
      } else {
        text.append(code(moment, format.charAt(++i)));
      }
    }
    return text.toString();
  }

  private static String code(Moment moment, char code) {
    LocalDateTime at = moment.at();
    return switch (code) {
      case 'Y' -> String.format("%04d", at.getYear());
      case 'y' -> String.format("%02d", at.getYear() % 100);
      case 'm' -> String.format("%02d", at.getMonthValue());
      case 'd' -> String.format("%02d", at.getDayOfMonth());
      case 'H' -> String.format("%02d", at.getHour());
      case 'I' -> String.format("%02d", at.get(ChronoField.CLOCK_HOUR_OF_AMPM));
      case 'M' -> String.format("%02d", at.getMinute());
      case 'S' -> String.format("%02d", at.getSecond());
      case 'f' -> String.format("%06d", at.getNano() / 1000);
      case 'j' -> String.format("%03d", at.getDayOfYear());
      case 'p' -> at.getHour() < 12 ? "AM" : "PM";
      case 'a' -> at.getDayOfWeek().getDisplayName(TextStyle.SHORT, Locale.ENGLISH);
      case 'A' -> at.getDayOfWeek().getDisplayName(TextStyle.FULL, Locale.ENGLISH);
      case 'b' -> at.getMonth().getDisplayName(TextStyle.SHORT, Locale.ENGLISH);
      case 'B' -> at.getMonth().getDisplayName(TextStyle.FULL, Locale.ENGLISH);
      case 'w' -> String.valueOf(at.getDayOfWeek().getValue() % 7);
      case 'u' -> String.valueOf(at.getDayOfWeek().getValue());
      case 'V' -> String.format("%02d", at.get(IsoFields.WEEK_OF_WEEK_BASED_YEAR));
      case 'G' -> String.format("%04d", at.get(IsoFields.WEEK_BASED_YEAR));
      case 'F' -> write(moment, "%Y-%m-%d");
      case 'T' -> write(moment, "%H:%M:%S");
      case 'D' -> write(moment, "%m/%d/%y");
      case 's' ->
          String.valueOf(
              at.atZone(moment.zone() == null ? ZoneOffset.UTC : moment.zone()).toEpochSecond());
      case 'z' -> moment.zone() == null ? "" : offset(moment, "");
      case 'Z' ->
          moment.zone() == null
              ? ""
              : moment.zone() instanceof ZoneOffset
                  ? "UTC"
                  : moment.zone().getDisplayName(TextStyle.SHORT, Locale.ENGLISH);
      case '%' -> "%";
      default -> throw Fault.value("Invalid format string: '%" + code + "'");
    };
  }

  static String offset(Moment moment, String between) {
    ZoneId zone = moment.zone();
    int minutes = zone.getRules().getOffset(moment.at()).getTotalSeconds() / 60;
    return String.format(
        "%s%02d%s%02d",
        minutes < 0 ? "-" : "+", Math.abs(minutes) / 60, between, Math.abs(minutes) % 60);
  }

  /** Python's {@code strptime} for the numeric codes and month names. */
  static Moment read(String text, String format) {
    StringBuilder regex = new StringBuilder();
    StringBuilder codes = new StringBuilder();
    for (int i = 0; i < format.length(); i++) {
      char c = format.charAt(i);
      if (c == '%' && i + 1 < format.length()) {
        char code = format.charAt(++i);
        if (code == '%') {
          regex.append('%');
        } else {
          regex.append(pattern(code));
          codes.append(code);
        }
      } else {
        regex.append(Pattern.quote(String.valueOf(c)));
      }
    }
    Matcher found = Pattern.compile(regex.toString(), Pattern.CASE_INSENSITIVE).matcher(text);
    if (!found.matches()) {
      throw Fault.value("time data '" + text + "' does not match format '" + format + "'");
    }
    return moment(found, codes.toString());
  }

  private static String pattern(char code) {
    return switch (code) {
      case 'Y' -> "(\\d{4})";
      case 'm', 'd', 'H', 'I', 'M', 'S', 'y' -> "(\\d{1,2})";
      case 'f' -> "(\\d{1,6})";
      case 'j' -> "(\\d{1,3})";
      case 'p' -> "(am|pm)";
      case 'b', 'B' -> "([a-z]+)";
      case 'z' -> "(Z|[+-]\\d{2}:?\\d{2})";
      default -> throw Fault.value("'" + code + "' is a bad directive in strptime()");
    };
  }

  private static Moment moment(Matcher found, String codes) {
    int[] parts = {1900, 1, 1, 0, 0, 0, 0};
    boolean afternoon = false;
    ZoneId zone = null;
    int dayOfYear = 0;
    for (int i = 0; i < codes.length(); i++) {
      String value = found.group(i + 1);
      switch (codes.charAt(i)) {
        case 'Y' -> parts[0] = Integer.parseInt(value);
        case 'y' ->
            parts[0] = Integer.parseInt(value) + (Integer.parseInt(value) < 69 ? 2000 : 1900);
        case 'm' -> parts[1] = Integer.parseInt(value);
        case 'd' -> parts[2] = Integer.parseInt(value);
        case 'H' -> parts[3] = Integer.parseInt(value);
        case 'I' -> parts[3] = Integer.parseInt(value) % 12;
        case 'M' -> parts[4] = Integer.parseInt(value);
        case 'S' -> parts[5] = Integer.parseInt(value);
        case 'f' -> parts[6] = Integer.parseInt((value + "000000").substring(0, 6)) * 1000;
        case 'j' -> dayOfYear = Integer.parseInt(value);
        case 'p' -> afternoon = value.equalsIgnoreCase("pm");
        case 'z' -> zone = value.equalsIgnoreCase("z") ? ZoneOffset.UTC : ZoneOffset.of(value);
        default -> parts[1] = month(value);
      }
    }
    try {
      LocalDateTime at =
          LocalDateTime.of(parts[0], parts[1], parts[2], parts[3], parts[4], parts[5], parts[6]);
      at = dayOfYear > 0 ? at.withDayOfYear(dayOfYear) : at;
      return new Moment(afternoon ? at.plusHours(12) : at, zone, false);
    } catch (java.time.DateTimeException noDate) {
      throw Fault.value(noDate.getMessage());
    }
  }

  private static int month(String name) {
    for (java.time.Month month : java.time.Month.values()) {
      if (month.name().equalsIgnoreCase(name)
          || month.getDisplayName(TextStyle.SHORT, Locale.ENGLISH).equalsIgnoreCase(name)) {
        return month.getValue();
      }
    }
    throw Fault.value("'" + name + "' is not the name of a month");
  }
}
