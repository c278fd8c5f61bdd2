package io.caravan.quality;

import io.caravan.quality.WindowRule.WindowFinding;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * The values of one column in rows that are in memory, and what is computed of them as SQL does.
 *
 * @param rows how many rows there are
 * @param values those that are not null
 */
record Sample(long rows, List<Object> values) {
  static Function<Slots, WindowRule> rule(
      String column, Bounds bounds, Function<Sample, Object> statistic) {
    return slots -> {
      int slot = slots.of(column);
      return rows -> {
        List<Object> values = new ArrayList<>(rows.size());
        for (Object[] row : rows) {
          if (row[slot] != null) {
            values.add(row[slot]);
          }
        }
        Object value = statistic.apply(new Sample(rows.size(), values));
        return WindowFinding.observed(bounds.contain(value), value);
      };
    };
  }

  long present() {
    return values.size();
  }

  long distinct() {
    return values.stream().map(Values::distinct).distinct().count();
  }

  Object min() {
    return values.stream().reduce((a, b) -> Values.compareColumns(a, b) <= 0 ? a : b).orElse(null);
  }

  Object max() {
    return values.stream().reduce((a, b) -> Values.compareColumns(a, b) >= 0 ? a : b).orElse(null);
  }

  Object sum() {
    return numbers("sum").stream().reduce(BigDecimal::add).orElse(null);
  }

  Object mean() {
    List<BigDecimal> numbers = numbers("mean");
    return numbers.isEmpty() ? null : mean(numbers);
  }

  private static double mean(List<BigDecimal> numbers) {
    BigDecimal sum = numbers.stream().reduce(BigDecimal.ZERO, BigDecimal::add);
    return sum.divide(BigDecimal.valueOf(numbers.size()), MathContext.DECIMAL128).doubleValue();
  }

  Object median() {
    List<BigDecimal> numbers = numbers("median").stream().sorted().toList();
    int middle = numbers.size() / 2;
    if (numbers.isEmpty()) {
      return null;
    }
    return numbers.size() % 2 == 1
        ? numbers.get(middle).doubleValue()
        : mean(numbers.subList(middle - 1, middle + 1));
  }

  /** Of a sample: null of fewer than two values. */
  Object standardDeviation() {
    List<BigDecimal> numbers = numbers("standard deviation");
    if (numbers.size() < 2) {
      return null;
    }
    double mean = mean(numbers);
    double squares = 0;
    for (BigDecimal number : numbers) {
      squares += Math.pow(number.doubleValue() - mean, 2);
    }
    return Math.sqrt(squares / (numbers.size() - 1));
  }

  private List<BigDecimal> numbers(String what) {
    return values.stream().map(v -> Values.number(v, what)).toList();
  }
}
