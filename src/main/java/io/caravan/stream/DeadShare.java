package io.caravan.stream;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Watches how large a share of the last records died: a slip in an edit must not bury a topic.
 *
 * <p>Counts the newest {@value #WINDOW} records, and says nothing before it has seen {@value
 * #ENOUGH}.
 */
final class DeadShare {
  static final int WINDOW = 10_000;
  static final int ENOUGH = 100;
  private final double limit;
  private final Deque<int[]> batches = new ArrayDeque<>();
  private long records;
  private long dead;

  /**
   * @param limit greatest share that may die, from 0 to 1
   */
  DeadShare(double limit) {
    this.limit = limit;
  }

  /**
   * Asks whether a batch may land.
   *
   * @throws TooManyDeadException when with it the share is beyond the limit
   */
  void check(StreamBatch batch) {
    long all = records + batch.size();
    long died = dead + batch.dead();
    if (all >= ENOUGH && batch.dead() > 0 && died > limit * all) {
      throw new TooManyDeadException(
          "Cannot go on: %d of the last %d records cannot be handled, more than %s allows. Last cause: %s"
              .formatted(died, all, percent(limit), lastCause(batch)));
    }
  }

  private static String lastCause(StreamBatch batch) {
    String last = "";
    for (StreamRecord record : batch.all()) {
      last = record.cause().map(c -> record + ": " + c.step() + ": " + c.message()).orElse(last);
    }
    return last;
  }

  static String percent(double share) {
    return java.math.BigDecimal.valueOf(share * 100)
            .round(new java.math.MathContext(3))
            .stripTrailingZeros()
            .toPlainString()
        + " %";
  }

  /** Counts a batch that has landed. */
  void landed(StreamBatch batch) {
    batches.add(new int[] {batch.size(), batch.dead()});
    records += batch.size();
    dead += batch.dead();
    while (records - batches.peek()[0] >= WINDOW) {
      int[] oldest = batches.remove();
      records -= oldest[0];
      dead -= oldest[1];
    }
  }
}
