package io.caravan.model;

import io.caravan.jinja.value.Arguments;
import io.caravan.jinja.value.Callable;
import io.caravan.jinja.value.Fault;
import io.caravan.jinja.value.HostObject;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;

/** {@code modules.datetime} and {@code modules.pytz}, as far as models use them. */
final class TimeModule {
  private final Clock clock;

  TimeModule(Clock clock) {
    this.clock = clock;
  }

  HostObject datetime() {
    return new Members("module")
        .value(
            "datetime",
            new Members("type")
                .called(
                    arguments ->
                        new Moment(
                            parts(arguments, 6),
                            zoneOrNone(arguments.named().get("tzinfo")),
                            false))
                .function("now", this::now)
                .function(
                    "utcnow",
                    arguments ->
                        new Moment(
                            LocalDateTime.ofInstant(clock.instant(), ZoneOffset.UTC), null, false))
                .function("today", this::now)
                .function(
                    "strptime",
                    arguments ->
                        TimeFormat.read(
                            arguments.text(0, "date_string"), arguments.text(1, "format")))
                .function("fromisoformat", arguments -> iso(arguments.text(0, "date_string"))))
        .value(
            "date",
            new Members("type")
                .called(arguments -> new Moment(parts(arguments, 3), null, true))
                .function(
                    "today",
                    arguments -> new Moment(LocalDate.now(clock).atStartOfDay(), null, true))
                .function(
                    "fromisoformat",
                    arguments ->
                        new Moment(
                            iso(arguments.text(0, "date_string")).at().truncatedTo(ChronoUnit.DAYS),
                            null,
                            true)))
        .value("timedelta", (Callable) TimeModule::timedelta)
        .value("timezone", new Members("type").value("utc", "UTC"));
  }

  static HostObject pytz() {
    return new Members("module")
        .value("utc", "UTC")
        .value("UTC", "UTC")
        .function("timezone", arguments -> zone(arguments.text(0, "zone")).getId());
  }

  private static Object timedelta(Arguments arguments) {
    throw new Fault(
        Fault.Kind.TYPE,
        "timedelta is not supported",
        "Compute dates in SQL, for example with dbt.dateadd('day', -3, 'current_date').");
  }

  private Moment now(Arguments arguments) {
    ZoneId zone = zoneOrNone(arguments.optional(0, "tz", null));
    return new Moment(
        LocalDateTime.ofInstant(clock.instant(), zone == null ? ZoneOffset.UTC : zone),
        zone,
        false);
  }

  private static ZoneId zoneOrNone(Object value) {
    return value == null ? null : zone(value);
  }

  static ZoneId zone(Object value) {
    try {
      return String.valueOf(value).equals("UTC")
          ? ZoneOffset.UTC
          : ZoneId.of(String.valueOf(value));
    } catch (DateTimeException unknown) {
      throw Fault.value("'" + value + "' is not a time zone");
    }
  }

  private static LocalDateTime parts(Arguments arguments, int count) {
    String[] names = {"year", "month", "day", "hour", "minute", "second"};
    int[] values = new int[6];
    for (int i = 0; i < count; i++) {
      Object value = i < 3 ? arguments.required(i, names[i]) : arguments.optional(i, names[i], 0L);
      if (!(value instanceof Number number)) {
        throw Fault.type("argument '" + names[i] + "' must be a number");
      }
      values[i] = number.intValue();
    }
    try {
      return LocalDateTime.of(values[0], values[1], values[2], values[3], values[4], values[5]);
    } catch (DateTimeException noDate) {
      throw Fault.value(noDate.getMessage());
    }
  }

  private static Moment iso(String text) {
    try {
      if (text.length() <= 10) {
        return new Moment(LocalDate.parse(text).atStartOfDay(), null, false);
      }
      String time = text.replace(' ', 'T');
      if (time.matches(".*(Z|[+-]\\d\\d:\\d\\d)$")) {
        OffsetDateTime at = OffsetDateTime.parse(time);
        return new Moment(at.toLocalDateTime(), at.getOffset(), false);
      }
      return new Moment(LocalDateTime.parse(time), null, false);
    } catch (DateTimeException noDate) {
      throw Fault.value("Invalid isoformat string: '" + text + "'");
    }
  }
}
