package io.caravan.model;

import io.caravan.record.DatasetName;
import io.caravan.record.Place;
import io.caravan.record.ProjectException;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.Map;
import java.util.Optional;

/**
 * How a selection is run.
 *
 * @param fullRefresh rebuild incremental models from nothing
 * @param vars values that win over those of the project
 * @param failFast start nothing more once something failed
 * @param eventTimeStart where the batches of microbatch models begin; empty to go by their tables
 * @param eventTimeEnd where they end; empty for now
 * @param state folder with the artefacts of another run, to compare with; empty for what is
 *     published
 * @param snapshots datasets that are read as they were then, and not as they are now: what a gate
 *     has let pass, and no row more
 */
public record RunOptions(
    boolean fullRefresh,
    Map<String, Object> vars,
    boolean failFast,
    Map<DatasetName, Passed> snapshots,
    Optional<LocalDateTime> eventTimeStart,
    Optional<LocalDateTime> eventTimeEnd,
    Optional<Path> state,
    RunFlags flags) {
  public static final RunOptions USUAL = new RunOptions(false, Map.of(), false);

  public RunOptions {
    snapshots = Map.copyOf(snapshots);
  }

  public RunOptions(boolean fullRefresh, Map<String, Object> vars, boolean failFast) {
    this(
        fullRefresh,
        vars,
        failFast,
        Map.of(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        RunFlags.NONE);
  }

  /** These, with one dataset read as it was in a snapshot. */
  public RunOptions reading(DatasetName dataset, long snapshot) {
    return reading(dataset, new Passed(snapshot, Optional.empty()));
  }

  /** These, with one dataset read as a gate has let it pass. */
  public RunOptions reading(DatasetName dataset, Passed passed) {
    return new RunOptions(
        fullRefresh,
        vars,
        failFast,
        Map.of(dataset, passed),
        eventTimeStart,
        eventTimeEnd,
        state,
        flags);
  }

  /** These, compared with the artefacts in a folder. */
  public RunOptions comparedWith(Path folder) {
    return new RunOptions(
        fullRefresh,
        vars,
        failFast,
        snapshots,
        eventTimeStart,
        eventTimeEnd,
        Optional.of(folder),
        flags);
  }

  /** These, with flags. */
  public RunOptions with(RunFlags other) {
    return new RunOptions(
        fullRefresh, vars, failFast, snapshots, eventTimeStart, eventTimeEnd, state, other);
  }

  /**
   * These, with the batches of microbatch models between two times, dates or times as ISO writes
   * them.
   *
   * @throws ProjectException when they are no times, or one is missing, or they are no interval
   */
  public RunOptions between(String start, String end) {
    if (start.isEmpty() && end.isEmpty()) {
      return this;
    }
    Optional<LocalDateTime> from = Batches.time(start);
    Optional<LocalDateTime> until = Batches.time(end);
    if (from.isEmpty() || until.isEmpty() || !from.get().isBefore(until.get())) {
      throw new ProjectException(
          Place.file("command line"),
          "Cannot build batches from '" + start + "' to '" + end + "': that is no interval.",
          "Write both: --event-time-start 2026-01-01 --event-time-end 2026-02-01T12:00:00.");
    }
    return new RunOptions(fullRefresh, vars, failFast, snapshots, from, until, state, flags);
  }

  /**
   * Reads variables as dbt's {@code --vars} takes them: a YAML or JSON mapping.
   *
   * @throws IllegalArgumentException when it is none
   */
  public static Map<String, Object> parseVars(String text) {
    try {
      return YamlReader.read("vars", text).plain();
    } catch (ProjectException wrong) {
      throw new IllegalArgumentException(
          "Cannot read variables '"
              + text
              + "'. Write a mapping, for example {start_date: 2024-01-01}.",
          wrong);
    }
  }
}
