package io.caravan.model;

import io.caravan.record.DatasetName;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * What templates may know of the run they are rendered for.
 *
 * @param id dbt's {@code invocation_id}
 * @param snapshots datasets that are read as they were then
 * @param batches the times that microbatch models are asked to build
 * @param batch the batch that is being rendered
 * @param command {@code build}, {@code run}, {@code test} ...
 */
record RunFacts(
    String id,
    Instant started,
    String command,
    boolean fullRefresh,
    Map<DatasetName, Passed> snapshots,
    Clock clock,
    Batches.Asked batches,
    Optional<Batches.Window> batch,
    RunFlags flags) {
  /** The same run, in one of the batches of a model. */
  RunFacts during(Batches.Window window) {
    return new RunFacts(
        id, started, command, fullRefresh, snapshots, clock, batches, Optional.of(window), flags);
  }

  static RunFacts parsing(Clock clock) {
    return new RunFacts(
        "00000000-0000-0000-0000-000000000000",
        clock.instant(),
        "parse",
        false,
        Map.of(),
        clock,
        Batches.Asked.NOTHING,
        Optional.empty(),
        RunFlags.NONE);
  }
}
