package io.caravan.runs;

/**
 * Hears what becomes of runs: alerts, metrics, the console. Called after the ledger has it in
 * writing, on the thread of the run.
 */
public interface RunListener {
  default void succeeded(Run run) {}

  /** Failed for good or to be retried: {@link Run#state()} says which. */
  default void failed(Run run) {}

  /** Found something missing; {@link Run#error()} says what. */
  default void waits(Run run) {}

  /** Called once for a run that has not succeeded by its deadline. */
  default void deadlineMissed(Run run) {}
}
