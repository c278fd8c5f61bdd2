package io.caravan.runs;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneOffsetTransition;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The boundaries between data intervals: a crontab line in a time zone, or a period such as {@code
 * 10s} counted from 1970-01-01T00:00Z.
 *
 * <p>Around a change of the clocks, a schedule that names hours fires once for every wall-clock
 * time it names: at the first of two, and at the moment of the change when the time does not exist.
 * A schedule that fires in every hour follows elapsed time.
 */
public sealed interface Schedule {
  /** The first boundary after the instant. */
  Instant after(Instant time);

  /** The last boundary that is not after the instant. */
  Instant atOrBefore(Instant time);

  /** The interval that ends at the last boundary that is not after the instant. */
  default Interval lastComplete(Instant time) {
    Instant end = atOrBefore(time);
    return new Interval(atOrBefore(end.minusNanos(1)), end);
  }

  /**
   * Reads a schedule.
   *
   * @throws IllegalArgumentException when it is none; the message says why and how to write it
   */
  static Schedule parse(String text, ZoneId zone) {
    String trimmed = text.trim();
    try {
      if (DurationText.looksLikeOne(trimmed)) {
        return new Every(DurationText.parse(trimmed));
      }
      if (trimmed.startsWith("@")) {
        return new Crontab(Cron.parse(nickname(trimmed)), zone);
      }
      return new Crontab(Cron.parse(trimmed), zone);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          ("Cannot read schedule '%s': %s. Write minute, hour, day, month and weekday (\"0 2 * * *\" is every night at two), @hourly, @daily,"
                  + " @weekly, @monthly or @yearly, or a period (10s, 15m, 1h).")
              .formatted(text, e.getMessage()));
    }
  }

  private static String nickname(String text) {
    Map<String, String> known =
        new TreeMap<>(
            Map.of(
                "@hourly", "0 * * * *",
                "@daily", "0 0 * * *",
                "@midnight", "0 0 * * *",
                "@weekly", "0 0 * * 0",
                "@monthly", "0 0 1 * *",
                "@yearly", "0 0 1 1 *",
                "@annually", "0 0 1 1 *"));
    return Optional.ofNullable(known.get(text.toLowerCase(Locale.ROOT)))
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "the known names are " + String.join(", ", known.keySet())));
  }

  /** Equal periods, the same on every machine. */
  record Every(Duration period) implements Schedule {
    public Every {
      if (period.compareTo(Duration.ofMillis(100)) < 0) {
        throw new IllegalArgumentException("the shortest period is 100ms");
      }
    }

    @Override
    public Instant after(Instant time) {
      return atOrBefore(time).plus(period);
    }

    @Override
    public Instant atOrBefore(Instant time) {
      // Rounded down for instants within a millisecond too, before 1970 as well.
      long millis = Math.floorDiv(time.toEpochMilli(), period.toMillis()) * period.toMillis();
      return Instant.ofEpochMilli(millis);
    }
  }

  /** A crontab line on the wall clock of a zone. */
  record Crontab(Cron cron, ZoneId zone) implements Schedule {
    @Override
    public Instant after(Instant time) {
      return cron.everyHour() ? afterByElapsedTime(time) : afterByWallClock(time);
    }

    @Override
    public Instant atOrBefore(Instant time) {
      return cron.everyHour() ? atOrBeforeByElapsedTime(time) : atOrBeforeByWallClock(time);
    }

    private Instant afterByWallClock(Instant time) {
      LocalDateTime local = cron.atOrAfter(LocalDateTime.ofInstant(time, zone));
      while (!instant(local).isAfter(time)) {
        local = cron.atOrAfter(local.plusMinutes(1));
      }
      return instant(local);
    }

    private Instant atOrBeforeByWallClock(Instant time) {
      LocalDateTime latest = LocalDateTime.ofInstant(time, zone);
      ZoneOffsetTransition change = zone.getRules().previousTransition(time.plusNanos(1));
      if (change != null && change.isOverlap() && change.getDateTimeBefore().isAfter(latest)) {
        latest =
            change.getDateTimeBefore(); // the second pass of a repeated hour: all of the first pass
        // lies behind
      }
      LocalDateTime local = cron.atOrBefore(latest);
      while (instant(local).isAfter(time)) {
        local = cron.atOrBefore(local.minusMinutes(1));
      }
      return instant(local);
    }

    /** The instant at which a wall-clock time fires. */
    private Instant instant(LocalDateTime local) {
      ZoneOffsetTransition change = zone.getRules().getTransition(local);
      return change != null && change.isGap()
          ? change.getInstant()
          : local.atZone(zone).withEarlierOffsetAtOverlap().toInstant();
    }

    private Instant afterByElapsedTime(Instant time) {
      Instant from = time.plusNanos(1);
      while (true) {
        ZoneOffset offset = zone.getRules().getOffset(from);
        Instant match = cron.atOrAfter(LocalDateTime.ofInstant(from, offset)).toInstant(offset);
        ZoneOffsetTransition change = zone.getRules().nextTransition(from);
        if (change == null || match.isBefore(change.getInstant())) {
          return match;
        }
        from = change.getInstant();
      }
    }

    private Instant atOrBeforeByElapsedTime(Instant time) {
      Instant until = time;
      while (true) {
        ZoneOffset offset = zone.getRules().getOffset(until);
        Instant match = cron.atOrBefore(LocalDateTime.ofInstant(until, offset)).toInstant(offset);
        ZoneOffsetTransition change = zone.getRules().previousTransition(until.plusNanos(1));
        if (change == null || !match.isBefore(change.getInstant())) {
          return match;
        }
        until = change.getInstant().minusNanos(1);
      }
    }
  }
}
