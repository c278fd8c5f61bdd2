package io.caravan.model;

import io.caravan.record.ProjectException;
import java.util.Map;

/**
 * How a selection is run.
 *
 * @param fullRefresh rebuild incremental models from nothing
 * @param vars values that win over those of the project
 * @param failFast start nothing more once something failed
 */
public record RunOptions(boolean fullRefresh, Map<String, Object> vars, boolean failFast) {
  public static final RunOptions USUAL = new RunOptions(false, Map.of(), false);

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
