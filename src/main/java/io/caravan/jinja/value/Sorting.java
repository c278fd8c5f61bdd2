package io.caravan.jinja.value;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.UnaryOperator;

/** {@code sorted()}: stable, by a key, refusing values that have no order. */
public final class Sorting {
  private Sorting() {}

  private record Keyed(Object key, Object value) {}

  public static List<Object> sorted(
      List<?> items, UnaryOperator<Object> key, boolean reverse, Budget budget) {
    budget.cells(2L * items.size());
    List<Keyed> keyed = new ArrayList<>(items.size());
    items.forEach(item -> keyed.add(new Keyed(key.apply(item), item)));
    Comparator<Keyed> order =
        (a, b) -> {
          budget.tick();
          // Python asks only for "less", the second operand first.
          return Comparison.compare(a.key(), b.key(), "<");
        };
    try {
      keyed.sort(reverse ? order.reversed() : order);
    } catch (IllegalArgumentException e) {
      throw Fault.value("the values have no consistent order");
    }
    List<Object> sorted = new ArrayList<>(items.size());
    keyed.forEach(one -> sorted.add(one.value()));
    return sorted;
  }
}
