package io.caravan.route;

import io.caravan.runs.IntervalPolicy;
import io.caravan.runs.Ledger;
import io.caravan.runs.RetryPolicy;
import io.caravan.runs.Schedule;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeParseException;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;

/**
 * The bean behind {@code interval-source} and every source that reads by interval: in a Kamelet it
 * is the first step after a heartbeat that comes a few times a second and on several threads at
 * once, and lets pass only those that have become a run.
 */
public final class IntervalSource extends KameletBean implements Processor {
  private Ledger ledger;
  private String kameletRouteId;
  private Clock clock = Clock.systemUTC();
  private IntervalPolicy policy;
  private RunStart start;
  private final Rest rest = new Rest();

  /** Reads the parameters; the first one that is wrong stops the route from being made. */
  public void init() {
    UserRoute route = userRoute();
    ZoneId zone = parameters.read(route, "timeZone", IntervalSource::zone);
    RetryPolicy retry = parameters.retry(route);
    policy =
        new IntervalPolicy(
            parameters.read(route, "schedule", text -> Schedule.parse(text, zone)),
            parameters.read(route, "startDate", text -> instant(text, zone), null),
            parameters.flag(route, "catchup"),
            retry,
            parameters.given("deadline") ? deadline(route) : null,
            parameters.number(route, "concurrency", 1),
            parameters.number(route, "backfillConcurrency", 1),
            parameters.words("tags"));
    start = new RunStart(context, kameletRouteId, ledger, rest);
  }

  private Duration deadline(UserRoute route) {
    Duration deadline = parameters.duration(route, "deadline");
    if (deadline.isZero()) {
      throw route.wrong(
          "deadline",
          "Leave it out for no deadline, or write how long after its interval's end a run may end: 2h.");
    }
    return deadline;
  }

  private static ZoneId zone(String text) {
    try {
      return ZoneId.of(text);
    } catch (java.time.DateTimeException e) {
      throw new IllegalArgumentException(
          "Cannot find time zone '%s': write a name such as UTC or Europe/Berlin.".formatted(text));
    }
  }

  private static Instant instant(String text, ZoneId zone) {
    try {
      return text.length() == 10
          ? LocalDate.parse(text).atStartOfDay(zone).toInstant()
          : OffsetDateTime.parse(text).toInstant();
    } catch (DateTimeParseException e) {
      throw new IllegalArgumentException(
          "Cannot read '%s': write a date (2026-01-31) or a time with offset (2026-01-31T02:00:00Z)."
              .formatted(text));
    }
  }

  /**
   * Makes a heartbeat the next run that is due; the route's further steps see nothing of the
   * others.
   */
  @Override
  public void process(Exchange heartbeat) {
    if (rest.isOver()) {
      rest.until(timeToNextBoundary());
      if (start.begin(heartbeat, () -> ledger.claim(routeId, policy))) {
        rest.end(); // perhaps there is room for another
      }
    } else {
      heartbeat.setRouteStop(true);
    }
  }

  private Duration timeToNextBoundary() {
    Instant now = clock.instant();
    return Duration.between(now, policy.schedule().after(now));
  }

  public void setLedger(Ledger ledger) {
    this.ledger = ledger;
  }

  public void setClock(Clock clock) {
    this.clock = clock;
  }

  /** Id of the Kamelet's own route, {@code {{routeId}}}. */
  public void setKameletRoute(String id) {
    this.kameletRouteId = id;
  }

  public void setSchedule(String text) {
    parameters.put("schedule", text);
  }

  public void setTimeZone(String text) {
    parameters.put("timeZone", text);
  }

  public void setStartDate(String text) {
    parameters.put("startDate", text);
  }

  public void setCatchup(String text) {
    parameters.put("catchup", text);
  }

  public void setRetries(String text) {
    parameters.put("retries", text);
  }

  public void setRetryDelay(String text) {
    parameters.put("retryDelay", text);
  }

  public void setRetryBackoff(String text) {
    parameters.put("retryBackoff", text);
  }

  public void setMaxRetryDelay(String text) {
    parameters.put("maxRetryDelay", text);
  }

  public void setDeadline(String text) {
    parameters.put("deadline", text);
  }

  public void setConcurrency(String text) {
    parameters.put("concurrency", text);
  }

  public void setBackfillConcurrency(String text) {
    parameters.put("backfillConcurrency", text);
  }

  public void setTags(String text) {
    parameters.put("tags", text);
  }
}
