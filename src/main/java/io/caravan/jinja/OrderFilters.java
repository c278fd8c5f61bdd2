package io.caravan.jinja;

import io.caravan.jinja.value.Comparison;
import io.caravan.jinja.value.DictView;
import io.caravan.jinja.value.Fault;
import io.caravan.jinja.value.Iteration;
import io.caravan.jinja.value.Operators;
import io.caravan.jinja.value.Signature;
import io.caravan.jinja.value.Sorting;
import io.caravan.jinja.value.Tuple;
import io.caravan.jinja.value.Types;
import io.caravan.jinja.value.Undefined;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/** Filters that put in order, group and aggregate. */
final class OrderFilters {
  private OrderFilters() {}

  static void addTo(FilterTable table) {
    Signature aggregate =
        Signature.of("min", "value").optional("case_sensitive", false).optional("attribute", null);
    table.add(
        "sort",
        Signature.of("sort", "value")
            .optional("reverse", false)
            .optional("case_sensitive", false)
            .optional("attribute", null),
        OrderFilters::sort);
    table.add(
        "dictsort",
        Signature.of("dictsort", "value")
            .optional("case_sensitive", false)
            .optional("by", "key")
            .optional("reverse", false),
        OrderFilters::dictsort);
    table.add(
        "groupby",
        Signature.of("groupby", "value", "attribute")
            .optional("default", null)
            .optional("case_sensitive", false),
        OrderFilters::groupby);
    table.add("min", aggregate, (frame, a) -> extreme(frame, a, false));
    table.add("max", aggregate, (frame, a) -> extreme(frame, a, true));
    table.add(
        "sum",
        Signature.of("sum", "iterable").optional("attribute", null).optional("start", 0L),
        OrderFilters::sum);
  }

  private static Object sort(Frame frame, Object[] a) {
    List<UnaryOperator<Object>> paths = Members.paths(frame, a[3]);
    boolean caseSensitive = Operators.truth(a[2]);
    UnaryOperator<Object> key =
        item -> {
          List<Object> parts = new ArrayList<>();
          paths.forEach(path -> parts.add(Members.key(path, caseSensitive).apply(item)));
          return parts;
        };
    return Sorting.sorted(
        Iteration.list(a[0], frame.budget()), key, Operators.truth(a[1]), frame.budget());
  }

  private static Object dictsort(Frame frame, Object[] a) {
    if (a[0] instanceof Undefined) {
      throw ((Undefined) a[0]).fault();
    } else if (!(a[0] instanceof Map)) {
      throw new Fault(
          Fault.Kind.ATTRIBUTE,
          "'" + Types.name(a[0]) + "' object has no attribute 'items'",
          "Sort a dict.");
    }
    boolean byKey = Comparison.equal(a[2], "key");
    if (!byKey && !Comparison.equal(a[2], "value")) {
      throw Fault.filterArgument("You can only sort by either \"key\" or \"value\"");
    }
    UnaryOperator<Object> key =
        Members.key(item -> ((Tuple) item).get(byKey ? 0 : 1), Operators.truth(a[1]));
    List<Object> pairs =
        Iteration.list(new DictView((Map<?, ?>) a[0], DictView.Kind.ITEMS), frame.budget());
    return Sorting.sorted(pairs, key, Operators.truth(a[3]), frame.budget());
  }

  private static Object groupby(Frame frame, Object[] a) {
    UnaryOperator<Object> path = Members.path(frame, a[1], a[2]);
    UnaryOperator<Object> key = Members.key(path, Operators.truth(a[3]));
    List<Object> sorted =
        Sorting.sorted(Iteration.list(a[0], frame.budget()), key, false, frame.budget());
    List<Object> groups = new ArrayList<>();
    List<Object> group = new ArrayList<>();
    for (Object item : sorted) {
      if (!group.isEmpty() && !Comparison.equal(key.apply(group.get(0)), key.apply(item))) {
        groups.add(Tuple.group(path.apply(group.get(0)), group));
        group = new ArrayList<>();
      }
      group.add(item);
    }
    if (!group.isEmpty()) {
      groups.add(Tuple.group(path.apply(group.get(0)), group));
    }
    return groups;
  }

  private static Object extreme(Frame frame, Object[] a, boolean greatest) {
    List<Object> items = Iteration.list(a[0], frame.budget());
    if (items.isEmpty()) {
      return Undefined.because(
          "No aggregated item, sequence was empty.", null, frame.environment().undefined());
    }
    UnaryOperator<Object> key = Members.key(Members.path(frame, a[2], null), Operators.truth(a[1]));
    Object best = items.get(0);
    for (Object item : items.subList(1, items.size())) {
      if (Comparison.ordered(key.apply(item), key.apply(best), greatest ? ">" : "<")) {
        best = item;
      }
    }
    return best;
  }

  private static Object sum(Frame frame, Object[] a) {
    UnaryOperator<Object> path = Members.path(frame, a[1], null);
    if (Types.isText(a[2])) {
      throw Fault.type("sum() can't sum strings [use ''.join(seq) instead]");
    }
    Object total = a[2];
    for (Object item : Iteration.list(a[0], frame.budget())) {
      total = Operators.add(total, path.apply(item), frame.budget());
    }
    return total;
  }
}
