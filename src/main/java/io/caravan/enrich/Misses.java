package io.caravan.enrich;

/** What becomes of a record whose key has no row. */
public enum Misses {
  /** It goes on with nulls. */
  NULL,
  /** It becomes a dead letter. */
  DEAD,
  /**
   * Its batch waits for the row; when it does not come in time, the record becomes a dead letter.
   */
  RETRY
}
