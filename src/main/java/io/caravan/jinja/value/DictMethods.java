package io.caravan.jinja.value;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The methods of dict. */
public final class DictMethods {
  static final MethodTable DICT = new MethodTable();

  static {
    DICT.add("items", (self, a, budget) -> new DictView((Map<?, ?>) self, DictView.Kind.ITEMS));
    DICT.add("keys", (self, a, budget) -> new DictView((Map<?, ?>) self, DictView.Kind.KEYS));
    DICT.add("values", (self, a, budget) -> new DictView((Map<?, ?>) self, DictView.Kind.VALUES));
    DICT.add(
        Signature.of("get", "key").optional("default", null),
        "get",
        (self, a, budget) -> or(Dicts.find((Map<?, ?>) self, a[0]), a[1]));
    DICT.add(
        Signature.of("pop", "key").optional("default", Undefined.MISSING),
        "pop",
        (self, a, budget) -> {
          Object removed = or(Dicts.remove((Map<?, ?>) self, a[0]), a[1]);
          if (removed == Undefined.MISSING) {
            throw new Fault(Fault.Kind.KEY, Printing.repr(a[0]), "");
          }
          return removed;
        });
    DICT.add("popitem", (self, a, budget) -> popLast((Map<?, ?>) self));
    DICT.add(
        Signature.of("setdefault", "key").optional("default", null),
        "setdefault",
        (self, a, budget) -> {
          Object present = Dicts.find((Map<?, ?>) self, a[0]);
          if (present == Undefined.MISSING) {
            budget.cells(1);
            Dicts.put(open(self), a[0], a[1]);
            return a[1];
          }
          return present;
        });
    DICT.add(
        "clear",
        (self, a, budget) -> {
          Dicts.changing(self, open(self)::clear);
          return null;
        });
    DICT.add("copy", (self, a, budget) -> copy((Map<?, ?>) self, budget));
    DICT.add(
        Signature.of("fromkeys", "iterable").optional("value", null),
        "fromkeys",
        (self, a, budget) -> {
          Map<Object, Object> made = new LinkedHashMap<>();
          Iteration.list(a[0], budget).forEach(key -> Dicts.put(made, key, a[1]));
          return made;
        });
  }

  private DictMethods() {}

  /** {@code update}, which takes any names, is bound apart from the table. */
  public static void update(Map<Object, Object> target, Arguments arguments, Budget budget) {
    if (arguments.positional().size() > 1) {
      throw Fault.type("update expected at most 1 argument, got " + arguments.positional().size());
    }
    Map<Object, Object> more = new LinkedHashMap<>();
    for (Object source : arguments.positional()) {
      fill(more, source, budget);
    }
    more.putAll(arguments.named());
    budget.cells(more.size());
    more.forEach((key, value) -> Dicts.put(target, key, value));
  }

  private static void fill(Map<Object, Object> target, Object source, Budget budget) {
    if (source instanceof Map) {
      ((Map<?, ?>) source).forEach((key, value) -> Dicts.put(target, key, value));
      return;
    }
    int at = 0;
    for (Iterator<Object> each = Iteration.over(source); each.hasNext(); at++) {
      Object next = each.next();
      if (!Iteration.iterable(next)) {
        throw Fault.type(
            "cannot convert dictionary update sequence element #" + at + " to a sequence");
      }
      List<Object> pair = Iteration.list(next, budget);
      if (pair.size() != 2) {
        throw Fault.value(
            "dictionary update sequence element #"
                + at
                + " has length "
                + pair.size()
                + "; 2 is required");
      }
      Dicts.put(target, pair.get(0), pair.get(1));
    }
  }

  @SuppressWarnings("unchecked")
  static Map<Object, Object> open(Object map) {
    return (Map<Object, Object>) map;
  }

  private static Object or(Object found, Object otherwise) {
    return found == Undefined.MISSING ? otherwise : found;
  }

  private static Map<Object, Object> copy(Map<?, ?> map, Budget budget) {
    budget.cells(map.size());
    return new LinkedHashMap<>(map);
  }

  private static Object popLast(Map<?, ?> map) {
    Map.Entry<?, ?> last = null;
    for (Map.Entry<?, ?> entry : map.entrySet()) {
      last = entry;
    }
    if (last == null) {
      throw new Fault(Fault.Kind.KEY, "'popitem(): dictionary is empty'", "");
    }
    Tuple pair = Tuple.of(Numbers.adopt(last.getKey()), Numbers.adopt(last.getValue()));
    Dicts.remove(map, pair.get(0));
    return pair;
  }
}
