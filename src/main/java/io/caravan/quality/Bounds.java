package io.caravan.quality;

import io.caravan.quality.Condition.Compare;
import io.caravan.quality.Condition.Length;
import io.caravan.quality.Condition.Operator;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A range that values must lie in.
 *
 * @param min empty for no lower bound
 * @param strictMin whether the lower bound itself is outside
 * @param max empty for no upper bound
 * @param strictMax whether the upper bound itself is outside
 */
record Bounds(Optional<Object> min, boolean strictMin, Optional<Object> max, boolean strictMax) {
  private Operator lower() {
    return strictMin ? Operator.GREATER : Operator.GREATER_OR_EQUAL;
  }

  private Operator upper() {
    return strictMax ? Operator.LESS : Operator.LESS_OR_EQUAL;
  }

  Condition of(String column) {
    List<Condition> both = new ArrayList<>();
    min.ifPresent(m -> both.add(new Compare(column, lower(), m)));
    max.ifPresent(m -> both.add(new Compare(column, upper(), m)));
    return Condition.all(both);
  }

  Condition ofLength(String column) {
    List<Condition> both = new ArrayList<>();
    min.ifPresent(m -> both.add(new Length(column, lower(), new BigDecimal(m.toString()))));
    max.ifPresent(m -> both.add(new Length(column, upper(), new BigDecimal(m.toString()))));
    return Condition.all(both);
  }

  /** False for null. */
  boolean contain(Object value) {
    return value != null
        && min.flatMap(m -> Values.compare(value, m)).map(lower()::holds).orElse(true)
        && max.flatMap(m -> Values.compare(value, m)).map(upper()::holds).orElse(true);
  }
}
