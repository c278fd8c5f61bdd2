package io.caravan.jinja.value;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;

/** The methods of set, for the sets that a host makes. */
final class SetMethods {
  static final MethodTable SET = new MethodTable();

  static {
    change("add", (set, item) -> set.add(item));
    change("discard", (set, item) -> set.remove(item));
    change(
        "remove",
        (set, item) -> {
          if (!set.remove(item)) {
            throw new Fault(Fault.Kind.KEY, Printing.repr(item), "");
          }
        });
    combine("union", Set::addAll);
    combine("difference", Set::removeAll);
    combine("intersection", Set::retainAll);
    combine(
        "symmetric_difference",
        (set, others) -> {
          for (Object other : others) {
            if (!set.remove(other)) {
              set.add(other);
            }
          }
        });
    compare("issubset", (set, others) -> others.containsAll(set));
    compare("issuperset", Set::containsAll);
    compare("isdisjoint", (set, others) -> others.stream().noneMatch(set::contains));
    SET.add(
        Signature.of("update", "others"),
        "update",
        (self, a, budget) -> {
          List<Object> more = Iteration.list(a[0], budget);
          Dicts.changing(self, () -> open(self).addAll(more));
          return null;
        });
    SET.add("copy", (self, a, budget) -> new LinkedHashSet<>((Set<?>) self));
    SET.add(
        "clear",
        (self, a, budget) -> {
          Dicts.changing(self, open(self)::clear);
          return null;
        });
  }

  private SetMethods() {}

  @SuppressWarnings("unchecked")
  private static Set<Object> open(Object set) {
    return (Set<Object>) set;
  }

  private static void change(String name, BiConsumer<Set<Object>, Object> change) {
    SET.add(
        Signature.of(name, "item"),
        name,
        (self, a, budget) -> {
          Comparison.hash(a[0]);
          budget.cells(1);
          Dicts.changing(self, () -> change.accept(open(self), a[0]));
          return null;
        });
  }

  private static void combine(String name, BiConsumer<Set<Object>, Set<Object>> combination) {
    SET.add(
        Signature.of(name, "others"),
        name,
        (self, a, budget) -> {
          Set<Object> made = new LinkedHashSet<>((Set<?>) self);
          combination.accept(made, new LinkedHashSet<>(Iteration.list(a[0], budget)));
          budget.cells(made.size());
          return made;
        });
  }

  private static void compare(
      String name, BiFunction<Set<Object>, Set<Object>, Boolean> comparison) {
    SET.add(
        Signature.of(name, "others"),
        name,
        (self, a, budget) ->
            comparison.apply(open(self), new LinkedHashSet<>(Iteration.list(a[0], budget))));
  }
}
