package io.caravan.model;

import io.caravan.record.DatasetName;
import io.caravan.record.Place;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a unit test says: rows that stand for what a model reads, and the rows it must make of them.
 *
 * @param tested id of the model
 */
record UnitTest(String tested, List<Given> given, Rows expect, Overrides overrides) {

  /**
   * Rows for one thing the model reads; for the model's own table when it names neither a ref nor a
   * source.
   *
   * @param source name and table; empty when it is none
   */
  record Given(
      String input, Optional<Calls.Reference> ref, List<String> source, Rows rows, Place place) {}

  /**
   * Rows as written: a list of columns and values, or a query.
   *
   * @param sql the query; empty for a list
   */
  record Rows(List<Map<String, Object>> list, String sql, Place place) {}

  /** What macros, variables and environment variables are in the test. */
  record Overrides(
      Map<String, Object> macros, Map<String, Object> vars, Map<String, String> environment) {}

  /**
   * What a given stands for, found in the project.
   *
   * @param id of the node or source
   */
  record Input(String id, DatasetName dataset) {}
}
