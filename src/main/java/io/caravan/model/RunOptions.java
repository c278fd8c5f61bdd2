package io.caravan.model;

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
}
