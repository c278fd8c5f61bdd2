package io.caravan.quality;

/** What an expectation demands, read and checked for sense, but not yet fitted to a table. */
@FunctionalInterface
interface Rule {
  /**
   * @throws CannotCheck when the rule does not fit the table's columns
   */
  Check compile(Target target);
}
