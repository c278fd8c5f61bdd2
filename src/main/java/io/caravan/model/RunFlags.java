package io.caravan.model;

import io.caravan.record.Place;
import io.caravan.record.ProjectException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What dbt's flags change in a run.
 *
 * @param threads nodes built at a time; 0 for what is set
 * @param empty read no rows: what is built has its columns and nothing in it
 * @param sample read only rows of this time: {@code 3 days}; empty for all
 * @param warnError what would be a warning is a failure
 * @param target name of the target, of {@code profiles.yml} where there is one; empty for the usual
 *     one
 * @param storeFailures keep failing rows of tests that do not say otherwise
 */
public record RunFlags(
    int threads,
    boolean empty,
    String sample,
    boolean warnError,
    boolean storeFailures,
    String target) {
  public static final RunFlags NONE = new RunFlags(0, false, "", false, false, "");

  private static final Pattern AGO = Pattern.compile("(\\d+)\\s+(hour|day|month|year)s?");
  private static final Map<String, ChronoUnit> UNITS =
      Map.of(
          "hour", ChronoUnit.HOURS,
          "day", ChronoUnit.DAYS,
          "month", ChronoUnit.MONTHS,
          "year", ChronoUnit.YEARS);

  public RunFlags(
      int threads, boolean empty, String sample, boolean warnError, boolean storeFailures) {
    this(threads, empty, sample, warnError, storeFailures, "");
  }

  int threadsOr(int usual) {
    return threads > 0 ? threads : usual;
  }

  /**
   * The time that a sample is of; empty when all rows are read.
   *
   * @throws ProjectException when it is no time
   */
  Optional<Batches.Window> window(Instant now) {
    if (sample.isBlank()) {
      return Optional.empty();
    }
    LocalDateTime until = LocalDateTime.ofInstant(now, ZoneOffset.UTC);
    Matcher ago = AGO.matcher(sample.strip());
    if (ago.matches()) {
      LocalDateTime from = until.minus(Long.parseLong(ago.group(1)), UNITS.get(ago.group(2)));
      return Optional.of(new Batches.Window("sample", from, until));
    }
    Map<String, Object> range =
        sample.strip().startsWith("{") ? RunOptions.parseVars(sample) : Map.of();
    Optional<LocalDateTime> start = Batches.time(String.valueOf(range.get("start")));
    Optional<LocalDateTime> end = Batches.time(String.valueOf(range.get("end")));
    if (start.isPresent() && end.isPresent()) {
      return Optional.of(new Batches.Window("sample", start.get(), end.get()));
    }
    throw new ProjectException(
        Place.file("command line"),
        "Cannot sample '" + sample + "': that is no time.",
        "Write --sample '3 days', or --sample \"{start: 2026-01-01, end: 2026-01-08}\".");
  }
}
