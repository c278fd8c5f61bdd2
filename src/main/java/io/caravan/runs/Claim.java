package io.caravan.runs;

import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;

/** The right to execute one attempt of a run, until it ends or its lease is lost. */
public final class Claim {
  private final Run run;
  private final RetryPolicy retry;
  private final RunCounts counts = new RunCounts();
  private final Queue<CheckResult> checks = new ConcurrentLinkedQueue<>();
  private final AtomicBoolean lost = new AtomicBoolean();

  Claim(Run run, RetryPolicy retry) {
    this.run = run;
    this.retry = retry;
  }

  public Run run() {
    return run;
  }

  /** To be added to by whatever the run does. */
  public RunCounts counts() {
    return counts;
  }

  /** Keeps what a check said; the ledger has it once the run ends, however it ends. */
  public void checked(CheckResult result) {
    checks.add(result);
  }

  List<CheckResult> checks() {
    return List.copyOf(checks);
  }

  RetryPolicy retry() {
    return retry;
  }

  /**
   * True once another instance has taken the run over: whatever this one still does counts for
   * nothing.
   */
  public boolean lost() {
    return lost.get();
  }

  void lose() {
    lost.set(true);
  }

  @Override
  public String toString() {
    return "run %s of %s (%s, attempt %d)"
        .formatted(run.id(), run.route(), run.subject(), run.attempt());
  }
}
