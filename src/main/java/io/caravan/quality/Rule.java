package io.caravan.quality;

import java.util.function.Function;

/** What an expectation demands, read and checked for sense, but not yet fitted to a table. */
@FunctionalInterface
interface Rule {
  /**
   * @throws CannotCheck when the rule does not fit the table's columns
   */
  Check compile(Target target);

  /**
   * The same rule for rows in memory.
   *
   * @throws CannotCheck when only the SQL engine can check it; says why
   */
  default WindowRule over(Slots slots) {
    throw new CannotCheck("it takes the SQL engine and a whole table");
  }

  /** Whether single rows can be what is wrong. */
  default boolean namesRows() {
    return false;
  }

  /** A rule about all rows together, in both its forms. */
  static Rule of(Function<Target, Check> table, Function<Slots, WindowRule> window) {
    return new Rule() {
      @Override
      public Check compile(Target target) {
        return table.apply(target);
      }

      @Override
      public WindowRule over(Slots slots) {
        return window.apply(slots);
      }
    };
  }
}
