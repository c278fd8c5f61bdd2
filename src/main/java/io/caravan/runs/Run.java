package io.caravan.runs;

import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * One execution of a route, with all its attempts, as the ledger knows it. Times that have not come
 * are null.
 *
 * @param id unique, and in the order of creation
 * @param route id of the route, which is its dataset
 * @param interval the data interval; null for a run that a snapshot triggered
 * @param snapshot the snapshot that triggered it; null for a run of an interval
 * @param backfill the backfill it belongs to; null for a live run
 * @param state where it stands
 * @param attempt how often it was begun
 * @param failures how often it failed (an attempt that crashed is resumed, not counted)
 * @param claim rises with every claim: a claim that is no longer the last cannot end the run
 * @param claimedBy instance that runs or ran it; null when none has
 * @param leaseUntil when another instance may take it over
 * @param heartbeat last sign of life of the instance that runs it
 * @param notBefore when a failed run is tried again
 * @param created when it was entered
 * @param started when the last attempt began
 * @param ended when it succeeded or failed for good
 * @param counts rows and files by what they are (rowsRead, bronze, silver, gold, dead ...)
 * @param verdict why a gate did not let it pass; null when none said so
 * @param error what the last attempt failed with; null when it did not
 * @param deadlineMissed whether it was too late
 * @param tags of the route
 */
public record Run(
    String id,
    String route,
    Interval interval,
    Long snapshot,
    String backfill,
    RunState state,
    int attempt,
    int failures,
    long claim,
    String claimedBy,
    Instant leaseUntil,
    Instant heartbeat,
    Instant notBefore,
    Instant created,
    Instant started,
    Instant ended,
    SortedMap<String, Long> counts,
    String verdict,
    String error,
    boolean deadlineMissed,
    List<String> tags) {
  public Run {
    counts = Collections.unmodifiableSortedMap(new TreeMap<>(counts));
    tags = List.copyOf(tags);
  }

  boolean live() {
    return backfill == null;
  }

  /** What it handles, for messages. */
  public String subject() {
    return interval != null ? interval.toString() : "snapshot " + snapshot;
  }
}
