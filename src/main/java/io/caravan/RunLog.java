package io.caravan;

import io.caravan.runs.Run;
import io.caravan.runs.RunCounts;
import io.caravan.runs.RunListener;
import io.caravan.runs.RunState;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One line in the log for each run that did something or failed. */
final class RunLog implements RunListener {
  private static final Logger LOG = LoggerFactory.getLogger(RunLog.class);

  @Override
  public void succeeded(Run run) {
    // Rows that were only looked at (the overlap with the window before) are not worth a line.
    if (run.counts().entrySet().stream()
        .anyMatch(count -> count.getValue() > 0 && !count.getKey().equals(RunCounts.ROWS_READ))) {
      LOG.info("{}: {} {}", run.route(), run.subject(), run.counts());
    }
  }

  @Override
  public void failed(Run run) {
    String next = run.state() == RunState.RETRYING ? "; tried again at " + run.notBefore() : "";
    LOG.warn(
        "{}: {} failed at attempt {}{}\n  {}",
        run.route(),
        run.subject(),
        run.attempt(),
        next,
        run.error());
  }

  @Override
  public void waits(Run run) {
    LOG.info("{}: {} waits. {}", run.route(), run.subject(), run.error());
  }

  @Override
  public void deadlineMissed(Run run) {
    LOG.warn("{}: {} is late: it has not succeeded by its deadline", run.route(), run.subject());
  }
}
