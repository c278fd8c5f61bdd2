package io.caravan.model;

import io.caravan.engine.SqlSession;
import io.caravan.record.DatasetName;

/** Where the rows go that a check keeps out of a model. */
@FunctionalInterface
public interface Grave {
  /**
   * Keeps the rows; those that it has from an earlier build are not kept twice.
   *
   * @param dataset that they were kept out of
   * @param run in which
   * @param rows query for them, whole
   * @param reason the column of the query that says what is wrong, and is no part of the row
   * @param session in which the query can be run
   */
  void bury(DatasetName dataset, String run, String rows, String reason, SqlSession session);
}
