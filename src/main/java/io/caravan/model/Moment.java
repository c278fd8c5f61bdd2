package io.caravan.model;

import io.caravan.jinja.value.Callable;
import io.caravan.jinja.value.HostObject;
import io.caravan.jinja.value.Undefined;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.List;

/**
 * A date or a time as Python's {@code datetime} shows it.
 *
 * @param zone null for a time without zone
 * @param dateOnly true for a date
 */
record Moment(LocalDateTime at, ZoneId zone, boolean dateOnly) implements HostObject {
  private static final List<String> ATTRIBUTES =
      List.of(
          "year",
          "month",
          "day",
          "hour",
          "minute",
          "second",
          "microsecond",
          "strftime",
          "isoformat",
          "date",
          "weekday",
          "isoweekday",
          "timestamp",
          "replace",
          "astimezone");

  @Override
  public Object attribute(String name) {
    return switch (name) {
      case "year" -> (long) at.getYear();
      case "month" -> (long) at.getMonthValue();
      case "day" -> (long) at.getDayOfMonth();
      case "hour" -> (long) at.getHour();
      case "minute" -> (long) at.getMinute();
      case "second" -> (long) at.getSecond();
      case "microsecond" -> (long) at.getNano() / 1000;
      case "strftime" ->
          (Callable) arguments -> TimeFormat.write(this, arguments.text(0, "format"));
      case "isoformat" ->
          (Callable) arguments -> iso(String.valueOf(arguments.optional(0, "sep", "T")));
      case "date" ->
          (Callable) arguments -> new Moment(at.truncatedTo(ChronoUnit.DAYS), null, true);
      case "weekday" -> (Callable) arguments -> at.getDayOfWeek().getValue() - 1L;
      case "isoweekday" -> (Callable) arguments -> (long) at.getDayOfWeek().getValue();
      case "timestamp" -> (Callable) arguments -> seconds();
      case "replace" -> (Callable) arguments -> replaced(arguments.named());
      case "astimezone" ->
          (Callable) arguments -> in(TimeModule.zone(arguments.optional(0, "tz", "UTC")));
      case "tzinfo" -> zone == null ? null : zone.getId();
      default -> Undefined.MISSING;
    };
  }

  private double seconds() {
    ZoneId known = zone == null ? ZoneOffset.UTC : zone;
    return at.atZone(known).toEpochSecond() + at.getNano() / 1e9;
  }

  Moment in(ZoneId other) {
    ZoneId known = zone == null ? ZoneOffset.UTC : zone;
    return new Moment(at.atZone(known).withZoneSameInstant(other).toLocalDateTime(), other, false);
  }

  private Moment replaced(java.util.Map<String, Object> parts) {
    LocalDateTime time = at;
    ZoneId newZone = zone;
    for (var part : parts.entrySet()) {
      int value = part.getValue() instanceof Number number ? number.intValue() : 0;
      switch (part.getKey()) {
        case "year" -> time = time.withYear(value);
        case "month" -> time = time.withMonth(value);
        case "day" -> time = time.withDayOfMonth(value);
        case "hour" -> time = time.withHour(value);
        case "minute" -> time = time.withMinute(value);
        case "second" -> time = time.withSecond(value);
        case "microsecond" -> time = time.withNano(value * 1000);
        case "tzinfo" ->
            newZone = part.getValue() == null ? null : TimeModule.zone(part.getValue());
        default ->
            throw io.caravan.jinja.value.Fault.type(
                "'" + part.getKey() + "' is an invalid keyword argument for replace()");
      }
    }
    return new Moment(time, newZone, dateOnly);
  }

  private String iso(String between) {
    if (dateOnly) {
      return at.toLocalDate().toString();
    }
    String time =
        at.format(DateTimeFormatter.ofPattern(at.getNano() == 0 ? "HH:mm:ss" : "HH:mm:ss.SSSSSS"));
    return at.toLocalDate() + between + time + (zone == null ? "" : TimeFormat.offset(this, ":"));
  }

  @Override
  public Collection<String> attributes() {
    return ATTRIBUTES;
  }

  @Override
  public String print() {
    return iso(" ");
  }

  @Override
  public String typeName() {
    return dateOnly ? "datetime.date" : "datetime.datetime";
  }
}
