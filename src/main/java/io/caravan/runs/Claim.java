package io.caravan.runs;

import java.util.concurrent.atomic.AtomicBoolean;

/** The right to execute one attempt of a run, until it ends or its lease is lost. */
public final class Claim {
  private final Run run;
  private final RetryPolicy retry;
  private final RunCounts counts = new RunCounts();
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

  RetryPolicy retry() {
    return retry;
  }

  /** True once another instance has taken the run over: whatever this one still does counts for nothing. */
  public boolean lost() {
    return lost.get();
  }

  void lose() {
    lost.set(true);
  }

  @Override
  public String toString() {
    return "run %s of %s (%s, attempt %d)".formatted(run.id(), run.route(), run.subject(), run.attempt());
  }
}
