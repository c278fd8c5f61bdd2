package io.caravan.quality;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** A rule made ready to judge rows that are in memory, all those of a batch together. */
@FunctionalInterface
interface WindowRule {
  /**
   * @throws CannotCheck when the rows do not fit the rule
   */
  WindowFinding judge(List<Object[]> rows);

  /**
   * What the rows came to, in the words of a {@link Finding}.
   *
   * @param wrong the rows that are
   */
  record WindowFinding(
      boolean success, Optional<Counts> counts, Map<String, Object> facts, WrongRows wrong) {
    static WindowFinding observed(boolean success, Object value) {
      return new WindowFinding(
          success, Optional.empty(), Finding.observed(success, value).facts(), new WrongRows());
    }
  }

  /** Rows that are wrong, by their place among those judged, and what is to be said of them. */
  final class WrongRows {
    private final Map<Integer, String> reasons = new TreeMap<>();
    private int[] rows = new int[8];
    private int count;

    void add(int row) {
      if (count == rows.length) {
        rows = Arrays.copyOf(rows, count * 2);
      }
      rows[count++] = row;
    }

    /** Notes a row that could not be judged. */
    void add(int row, CannotCheck why) {
      add(row);
      reasons.put(row, why.getMessage());
    }

    int count() {
      return count;
    }

    /** Ascending. */
    int[] rows() {
      return Arrays.copyOf(rows, count);
    }

    Optional<String> reason(int row) {
      return Optional.ofNullable(reasons.get(row));
    }
  }
}
