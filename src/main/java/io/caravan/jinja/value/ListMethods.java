package io.caravan.jinja.value;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.UnaryOperator;

/** The methods of list and tuple. */
final class ListMethods {
  static final MethodTable TUPLE = new MethodTable();
  static final MethodTable LIST = new MethodTable();

  static {
    TUPLE.add(
        Signature.of("count", "value"), "count", (self, a, budget) -> count((List<?>) self, a[0]));
    TUPLE.add(
        Signature.of("index", "value").optional("start", 0L).optional("stop", Long.MAX_VALUE),
        "index",
        (self, a, budget) -> index((List<?>) self, a));
    LIST.addAll(TUPLE);
    LIST.add(
        Signature.of("append", "object"),
        "append",
        (self, a, budget) -> changed(self, budget, list -> list.add(a[0])));
    LIST.add(
        Signature.of("extend", "iterable"),
        "extend",
        (self, a, budget) -> {
          List<Object> more = Iteration.list(a[0], budget);
          return changed(self, budget, list -> list.addAll(more));
        });
    LIST.add(
        Signature.of("insert", "index", "object"),
        "insert",
        (self, a, budget) ->
            changed(
                self,
                budget,
                list -> list.add(position(Numbers.index(a[0], ""), list.size()), a[1])));
    LIST.add("clear", (self, a, budget) -> changed(self, budget, List::clear));
    LIST.add("reverse", (self, a, budget) -> changed(self, budget, Collections::reverse));
    LIST.add("copy", (self, a, budget) -> Iteration.list(self, budget));
    LIST.add(
        Signature.of("pop").optional("index", -1L),
        "pop",
        (self, a, budget) -> pop(self, Numbers.index(a[0], ""), budget));
    LIST.add(
        Signature.of("remove", "value"), "remove", (self, a, budget) -> remove(self, a[0], budget));
    LIST.add(
        Signature.of("sort").optional("key", null).optional("reverse", false),
        "sort",
        (self, a, budget) -> {
          List<Object> sorted =
              Sorting.sorted((List<?>) self, key(a[0]), Operators.truth(a[1]), budget);
          return changed(
              self,
              budget,
              list -> {
                for (int i = 0; i < sorted.size(); i++) {
                  list.set(i, sorted.get(i));
                }
              });
        });
  }

  private ListMethods() {}

  /** Changes a list in place. */
  @FunctionalInterface
  private interface Change {
    void on(List<Object> list);
  }

  @SuppressWarnings("unchecked")
  private static Object changed(Object self, Budget budget, Change change) {
    budget.cells(1);
    Dicts.changing(self, () -> change.on((List<Object>) self));
    return null;
  }

  private static UnaryOperator<Object> key(Object function) {
    if (function == null) {
      return UnaryOperator.identity();
    } else if (function instanceof Callable) {
      return item -> ((Callable) function).call(Arguments.of(item));
    }
    throw Fault.type("'" + Types.name(function) + "' object is not callable");
  }

  private static int position(int index, int size) {
    return Math.max(0, Math.min(size, index < 0 ? index + size : index));
  }

  private static Object pop(Object self, int index, Budget budget) {
    List<?> list = (List<?>) self;
    int at = index < 0 ? index + list.size() : index;
    if (at < 0 || at >= list.size()) {
      throw new Fault(
          Fault.Kind.INDEX, list.isEmpty() ? "pop from empty list" : "pop index out of range", "");
    }
    Object value = list.get(at);
    changed(self, budget, change -> change.remove(at));
    return Numbers.adopt(value);
  }

  private static Object remove(Object self, Object value, Budget budget) {
    List<?> list = (List<?>) self;
    for (int i = 0; i < list.size(); i++) {
      if (Comparison.same(list.get(i), value)) {
        int at = i;
        return changed(self, budget, change -> change.remove(at));
      }
    }
    throw Fault.value("list.remove(x): x not in list");
  }

  private static long count(List<?> list, Object value) {
    return new ArrayList<>(list).stream().filter(item -> Comparison.same(item, value)).count();
  }

  private static long index(List<?> list, Object[] arguments) {
    int start = position(Numbers.index(arguments[1], ""), list.size());
    int stop = position(Numbers.index(arguments[2], ""), list.size());
    for (int i = start; i < stop; i++) {
      if (Comparison.same(list.get(i), arguments[0])) {
        return i;
      }
    }
    boolean tuple = list instanceof Tuple;
    throw Fault.value(
        tuple ? "tuple.index(x): x not in tuple" : Printing.repr(arguments[0]) + " is not in list");
  }
}
