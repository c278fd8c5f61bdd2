package io.caravan.model;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The batches of a microbatch model: hours, days, months or years of its {@code event_time}, in
 * UTC.
 */
record Batches(Config config) {
  static final List<String> SIZES = List.of("hour", "day", "month", "year");
  private static final Map<String, ChronoUnit> UNITS =
      Map.of(
          "hour", ChronoUnit.HOURS,
          "day", ChronoUnit.DAYS,
          "month", ChronoUnit.MONTHS,
          "year", ChronoUnit.YEARS);
  private static final Map<String, String> IDS =
      Map.of("hour", "yyyyMMdd'T'HH", "day", "yyyyMMdd", "month", "yyyyMM", "year", "yyyy");
  private static final DateTimeFormatter SQL =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss[.SSSSSS]");

  /** A time from its first instant to the one after its last. */
  record Window(String id, LocalDateTime start, LocalDateTime end) {
    /** What is true of the rows in it. */
    String holds(String eventTime) {
      return "%s >= '%s' AND %s < '%s'".formatted(eventTime, sql(start), eventTime, sql(end));
    }

    private static String sql(LocalDateTime time) {
      return SQL.format(time.truncatedTo(ChronoUnit.SECONDS)).replace(".000000", "") + "+00:00";
    }

    /** As templates see it: {@code model.batch}. */
    Map<String, Object> template() {
      Map<String, Object> batch = new LinkedHashMap<>();
      batch.put("id", id);
      batch.put("event_time_start", new Moment(start, ZoneOffset.UTC, false));
      batch.put("event_time_end", new Moment(end, ZoneOffset.UTC, false));
      return batch;
    }

    /** From the beginning of this one to the end of another. */
    Window until(Window last) {
      return new Window(id, start, last.end());
    }
  }

  /** The times that a run is asked for, instead of those that follow from the table. */
  record Asked(Optional<LocalDateTime> start, Optional<LocalDateTime> end) {
    static final Asked NOTHING = new Asked(Optional.empty(), Optional.empty());
  }

  static boolean isUsed(Config config) {
    return config.materialized().equals("incremental")
        && Incremental.strategy(config).equals("microbatch");
  }

  String eventTime() {
    return config.text("event_time", "");
  }

  private String size() {
    return config.text("batch_size", "");
  }

  /**
   * The batches to build, oldest first.
   *
   * @param newest the newest time in the table; empty when the table is built from nothing
   */
  List<Window> of(Instant now, Asked asked, Optional<LocalDateTime> newest) {
    LocalDateTime end = ceiling(asked.end().orElse(LocalDateTime.ofInstant(now, ZoneOffset.UTC)));
    LocalDateTime start = asked.start().map(this::floor).orElseGet(() -> start(end, newest));
    List<Window> windows = new ArrayList<>();
    for (LocalDateTime at = start; at.isBefore(end) || windows.isEmpty(); ) {
      LocalDateTime next = at.plus(1, UNITS.get(size()));
      String id = DateTimeFormatter.ofPattern(IDS.get(size())).format(at);
      windows.add(new Window(id, at, next.isBefore(end) ? next : end));
      at = next;
    }
    return windows;
  }

  /**
   * As dbt has it, the batch of now and those that {@code lookback} names; from the newest batch of
   * the table on when that is older, so that no batch is left out after a pause.
   */
  private LocalDateTime start(LocalDateTime end, Optional<LocalDateTime> newest) {
    if (newest.isEmpty()) {
      return floor(begin(config).orElseThrow());
    }
    long lookback = Long.parseLong(config.text("lookback", "1")) + 1;
    LocalDateTime usual = floor(end).minus(lookback, UNITS.get(size()));
    LocalDateTime last = floor(newest.get());
    return last.isBefore(usual) ? last : usual;
  }

  private LocalDateTime floor(LocalDateTime time) {
    LocalDateTime day = time.truncatedTo(ChronoUnit.DAYS);
    return switch (size()) {
      case "hour" -> time.truncatedTo(ChronoUnit.HOURS);
      case "day" -> day;
      case "month" -> day.withDayOfMonth(1);
      default -> day.withDayOfYear(1);
    };
  }

  private LocalDateTime ceiling(LocalDateTime time) {
    LocalDateTime floor = floor(time);
    return floor.equals(time) ? time : floor.plus(1, UNITS.get(size()));
  }

  /** Where the first batch begins; empty when that is not a time. */
  static Optional<LocalDateTime> begin(Config config) {
    return time(config.text("begin", ""));
  }

  /** A date or a time as ISO writes it; in UTC when it names no zone. */
  static Optional<LocalDateTime> time(String text) {
    String iso = text.strip().replace(' ', 'T');
    try {
      return Optional.of(
          iso.length() <= 10
              ? LocalDate.parse(iso).atStartOfDay()
              : iso.matches(".*(Z|[+-]\\d\\d:?\\d\\d)")
                  ? OffsetDateTime.parse(iso)
                      .withOffsetSameInstant(ZoneOffset.UTC)
                      .toLocalDateTime()
                  : LocalDateTime.parse(iso));
    } catch (DateTimeParseException none) {
      return Optional.empty();
    }
  }
}
