package io.caravan.runs;

/**
 * A gate did not let a run pass. The run has failed and is not retried by time, since the same data
 * would be refused again: it is run again upon newer data, or when the checks or models have
 * changed.
 */
public final class BlockedException extends RuntimeException {
  private static final long serialVersionUID = 1;
  private final String verdict;

  /**
   * @param message which checks failed, for people
   * @param verdict the same as JSON, for the ledger and the console
   */
  public BlockedException(String message, String verdict) {
    super(message, null, false, false);
    this.verdict = verdict;
  }

  public String verdict() {
    return verdict;
  }
}
