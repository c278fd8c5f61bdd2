package io.caravan.route;

import io.caravan.quality.Judgement;
import io.caravan.quality.RecordChecks;
import io.caravan.quality.Suite;
import io.caravan.quality.Suites;
import io.caravan.quality.Verdict;
import io.caravan.quality.Verdict.Outcome;
import io.caravan.record.Problem;
import io.caravan.record.ProjectException;
import io.caravan.stream.Cause;
import io.caravan.stream.StreamBatch;
import io.caravan.stream.StreamRecord;
import io.caravan.stream.StreamStatus;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Holds the records of batches to a suite: those that break it are buried, the batch being the
 * window of what is said of several records together. Thread-safe.
 */
final class RecordGate {
  private static final Logger LOG = LoggerFactory.getLogger(RecordGate.class);
  private static final String STEP = "expectations-action";
  private final Suites suites;
  private final String name;
  private final UserRoute route;
  private static final Duration TOLD_EVERY = Duration.ofMinutes(1);
  private final Map<String, Unmet> unmet = new ConcurrentHashMap<>();
  private volatile Suite read;
  private volatile RecordChecks checks;

  RecordGate(Suites suites, String name, UserRoute route) {
    this.suites = suites;
    this.name = name;
    this.route = route;
  }

  /**
   * @throws ProjectException with every expectation that records cannot be held to
   */
  void check() {
    checks();
  }

  /** The suite as it is now; after an edit that streams cannot follow, as it was before. */
  private RecordChecks checks() {
    Suite now = suites.load(name);
    if (now != read) {
      try {
        checks = RecordChecks.of(now);
      } catch (ProjectException e) {
        if (checks == null) {
          throw e;
        }
        LOG.error("Route {} goes on with suite {} as it was: {}", route.id(), name, e.getMessage());
      }
      read = now;
    }
    return checks;
  }

  /**
   * @throws ProjectException when an expectation that blocks is not met
   */
  void process(StreamBatch batch, Optional<StreamStatus> status) {
    RecordChecks suite = checks();
    List<StreamRecord> records = new ArrayList<>(batch.size());
    List<Object[]> rows = new ArrayList<>(batch.size());
    String[] columns = suite.columns().toArray(String[]::new);
    batch.each(
        STEP,
        "parse",
        record -> {
          // A tombstone says that there is nothing any more: nothing is expected of it.
          if (record.payload() != null) {
            rows.add(values(record, columns));
            records.add(record);
          }
        });
    List<Judgement> judgements = suite.judge(rows);
    block(judgements);
    for (Judgement judgement : judgements) {
      tell(judgement.verdict(), status);
    }
    bury(batch, records, judgements);
  }

  private static Object[] values(StreamRecord record, String[] columns) {
    Object[] row = new Object[columns.length];
    for (int i = 0; i < row.length; i++) {
      row[i] = record.value().at(columns[i]);
    }
    return row;
  }

  private void block(List<Judgement> judgements) {
    List<Problem> problems =
        judgements.stream()
            .map(Judgement::verdict)
            .filter(verdict -> verdict.outcome() == Outcome.FAILED)
            .map(
                verdict ->
                    new Problem(
                        verdict.expectation().place(),
                        "Cannot let a batch of route '%s' pass: %s.".formatted(route.id(), verdict),
                        "Correct what sends such records, or say \"on_failure\": \"quarantine\" or \"warn\"."))
            .toList();
    if (!problems.isEmpty()) {
      throw new ProjectException(problems);
    }
  }

  /**
   * An expectation that was not met.
   *
   * @param told when that was logged, in nanoseconds
   * @param batches how many were not told of since
   */
  private record Unmet(long told, int batches) {}

  /** Counts what only warns, and logs once a minute what is not met. */
  private void tell(Verdict verdict, Optional<StreamStatus> status) {
    String check = name + ": " + verdict.expectation();
    if (verdict.passed()) {
      return;
    }
    if (verdict.outcome() == Outcome.WARNED) {
      long wrong = verdict.counts().map(counts -> counts.unexpected()).orElse(1L);
      status.ifPresent(known -> known.warned(check, wrong));
    }
    long now = System.nanoTime();
    Unmet before = unmet.get(check);
    if (before != null && now - before.told < TOLD_EVERY.toNanos()) {
      unmet.put(check, new Unmet(before.told, before.batches + 1));
      return;
    }
    unmet.put(check, new Unmet(now, 0));
    LOG.warn(
        "Route {}: {}{}",
        route.id(),
        verdict,
        before == null || before.batches == 0
            ? ""
            : ", after %d more batches like it".formatted(before.batches));
  }

  private void bury(StreamBatch batch, List<StreamRecord> records, List<Judgement> judgements) {
    Map<Integer, String> reasons = new TreeMap<>();
    for (Judgement judgement : judgements) {
      if (judgement.verdict().outcome() == Outcome.QUARANTINED) {
        judgement
            .wrong()
            .forEach(wrong -> reasons.merge(wrong.place(), wrong.reason(), (a, b) -> a + " " + b));
      }
    }
    reasons.forEach(
        (place, reason) -> batch.bury(records.get(place), new Cause(STEP, "check", reason)));
  }
}
