package io.caravan.route;

import io.caravan.runs.CheckResult;
import io.caravan.runs.Claim;
import io.caravan.runs.Interval;
import io.caravan.runs.Run;
import io.caravan.runs.RunCounts;
import java.time.Instant;
import java.util.Optional;
import org.apache.camel.Exchange;

/**
 * The run that an exchange executes, in exchange properties: they never leave the process, and no
 * message can forge them.
 */
public final class CurrentRun {
  /** Id of the run, a String. */
  public static final String RUN = "CaravanRun";

  /** Id of the user's route, a String. */
  public static final String ROUTE = "CaravanRoute";

  /** First instant of the data interval; absent when a snapshot triggered the run. */
  public static final String INTERVAL_START = "CaravanIntervalStart";

  /** First instant after the data interval. */
  public static final String INTERVAL_END = "CaravanIntervalEnd";

  /** 1 for the first attempt, an Integer. */
  public static final String ATTEMPT = "CaravanAttempt";

  /** Id of the backfill the run belongs to; absent for a live run. */
  public static final String BACKFILL = "CaravanBackfill";

  /** Name of the table whose change triggered the run. */
  public static final String DATASET = "CaravanDataset";

  /** The snapshot that triggered the run, a Long. */
  public static final String SNAPSHOT = "CaravanSnapshot";

  private static final String CLAIM = "CaravanClaim";
  private static final String COUNTS = "CaravanCounts";

  private CurrentRun() {}

  /** Makes the exchange execute the claim: how the exchange ends is how the run ends. */
  static void begin(Exchange exchange, Claim claim, RunEnd end) {
    Run run = claim.run();
    exchange.setProperty(CLAIM, claim);
    exchange.setProperty(COUNTS, claim.counts());
    exchange.setProperty(RUN, run.id());
    exchange.setProperty(ROUTE, run.route());
    exchange.setProperty(ATTEMPT, run.attempt());
    Interval interval = run.interval();
    if (interval != null) {
      exchange.setProperty(INTERVAL_START, interval.start());
      exchange.setProperty(INTERVAL_END, interval.end());
    }
    if (run.snapshot() != null) {
      exchange.setProperty(SNAPSHOT, run.snapshot());
    }
    if (run.backfill() != null) {
      exchange.setProperty(BACKFILL, run.backfill());
    }
    exchange.getMessage().setBody(null);
    exchange.getExchangeExtension().addOnCompletion(end);
  }

  public static Optional<String> id(Exchange exchange) {
    return Optional.ofNullable(exchange.getProperty(RUN, String.class));
  }

  public static Optional<Interval> interval(Exchange exchange) {
    Instant start = exchange.getProperty(INTERVAL_START, Instant.class);
    return start == null
        ? Optional.empty()
        : Optional.of(new Interval(start, exchange.getProperty(INTERVAL_END, Instant.class)));
  }

  /** Where steps add what they have handled. An exchange that is no run counts for itself. */
  public static RunCounts counts(Exchange exchange) {
    RunCounts counts = exchange.getProperty(COUNTS, RunCounts.class);
    if (counts == null) {
      counts = new RunCounts();
      exchange.setProperty(COUNTS, counts);
    }
    return counts;
  }

  /** Keeps what a check said, as part of the run's history. An exchange that is no run has none. */
  public static void checked(Exchange exchange, CheckResult result) {
    Claim claim = exchange.getProperty(CLAIM, Claim.class);
    if (claim != null) {
      claim.checked(result);
    }
  }

  /** True when another instance has taken the run over, so that going on is a waste. */
  public static boolean lost(Exchange exchange) {
    Claim claim = exchange.getProperty(CLAIM, Claim.class);
    return claim != null && claim.lost();
  }
}
