package io.caravan.runs;

import java.util.Locale;

/** Where a run stands. */
public enum RunState {
  /** Its interval is complete; nobody has claimed it yet. */
  DUE,
  RUNNING,
  /** Failed, and will be tried again. */
  RETRYING,
  /** Something it reads is not there yet; begins again as soon as it is. */
  WAITING,
  SUCCEEDED,
  /** Failed for good. */
  FAILED,
  /** Never ran: a later interval replaced it, because the route does not catch up. */
  MISSED;

  /** True while something is still to happen. */
  public boolean open() {
    return this == DUE || this == RUNNING || this == RETRYING || this == WAITING;
  }

  /** As it is spelled in the ledger and on the command line. */
  public String spelling() {
    return name().toLowerCase(Locale.ROOT);
  }

  static RunState of(String spelling) {
    return valueOf(spelling.toUpperCase(Locale.ROOT));
  }
}
