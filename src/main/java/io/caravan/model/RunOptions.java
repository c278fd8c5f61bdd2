package io.caravan.model;

import io.caravan.record.DatasetName;
import io.caravan.record.ProjectException;
import java.util.Map;

/**
 * How a selection is run.
 *
 * @param fullRefresh rebuild incremental models from nothing
 * @param vars values that win over those of the project
 * @param failFast start nothing more once something failed
 * @param snapshots datasets that are read as they were then, and not as they are now: what a gate
 *     has let pass, and no row more
 */
public record RunOptions(
    boolean fullRefresh,
    Map<String, Object> vars,
    boolean failFast,
    Map<DatasetName, Long> snapshots) {
  public static final RunOptions USUAL = new RunOptions(false, Map.of(), false);

  public RunOptions {
    snapshots = Map.copyOf(snapshots);
  }

  public RunOptions(boolean fullRefresh, Map<String, Object> vars, boolean failFast) {
    this(fullRefresh, vars, failFast, Map.of());
  }

  /** These, with one dataset read as it was in a snapshot. */
  public RunOptions reading(DatasetName dataset, long snapshot) {
    return new RunOptions(fullRefresh, vars, failFast, Map.of(dataset, snapshot));
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
