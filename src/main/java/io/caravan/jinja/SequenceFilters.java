package io.caravan.jinja;

import io.caravan.jinja.value.Comparison;
import io.caravan.jinja.value.DictView;
import io.caravan.jinja.value.Fault;
import io.caravan.jinja.value.Iteration;
import io.caravan.jinja.value.Lazy;
import io.caravan.jinja.value.Markup;
import io.caravan.jinja.value.Numbers;
import io.caravan.jinja.value.Operators;
import io.caravan.jinja.value.Printing;
import io.caravan.jinja.value.Signature;
import io.caravan.jinja.value.Slices;
import io.caravan.jinja.value.Types;
import io.caravan.jinja.value.Undefined;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.UnaryOperator;

/** Filters that take sequences apart and put them together. */
final class SequenceFilters {
  private SequenceFilters() {}

  static void addTo(FilterTable table) {
    table.add("length", Signature.of("len", "value"), (frame, a) -> Iteration.size(a[0]));
    table.add("count", Signature.of("len", "value"), (frame, a) -> Iteration.size(a[0]));
    table.add(
        "list", Signature.of("list", "value"), (frame, a) -> Iteration.list(a[0], frame.budget()));
    table.add(
        "first",
        Signature.of("first", "seq"),
        (frame, a) -> first(frame, Iteration.over(a[0]), "first"));
    table.add(
        "last",
        Signature.of("last", "seq"),
        (frame, a) -> first(frame, backwards(frame, a[0]), "last"));
    table.add("random", Signature.of("random", "seq"), SequenceFilters::random);
    table.add("reverse", Signature.of("reverse", "value"), (frame, a) -> reverse(frame, a[0]));
    table.add(
        "join",
        Signature.of("join", "value").optional("d", "").optional("attribute", null),
        SequenceFilters::join);
    table.add("items", Signature.of("items", "value"), (frame, a) -> items(a[0]));
    table.add(
        "batch",
        Signature.of("batch", "value", "linecount").optional("fill_with", null),
        SequenceFilters::batch);
    table.add(
        "slice",
        Signature.of("slice", "value", "slices").optional("fill_with", null),
        SequenceFilters::slice);
    table.add(
        "unique",
        Signature.of("unique", "value")
            .optional("case_sensitive", false)
            .optional("attribute", null),
        SequenceFilters::unique);
  }

  private static Object first(Frame frame, Iterator<Object> items, String which) {
    if (items.hasNext()) {
      return items.next();
    }
    return Undefined.because(
        "No " + which + " item, sequence was empty.", null, frame.environment().undefined());
  }

  private static Iterator<Object> backwards(Frame frame, Object value) {
    Iterator<Object> reversed = Iteration.reversed(value, frame.budget());
    if (reversed == null) {
      throw Fault.type("'" + Types.name(value) + "' object is not reversible");
    }
    return reversed;
  }

  private static Object random(Frame frame, Object[] a) {
    List<Object> all = Iteration.list(a[0], frame.budget());
    Collections.shuffle(all, ThreadLocalRandom.current());
    return first(frame, all.iterator(), "random");
  }

  private static Object reverse(Frame frame, Object value) {
    if (Types.isText(value)) {
      return Slices.slice(value, null, null, -1L, frame.budget());
    }
    Iterator<Object> reversed = Iteration.reversed(value, frame.budget());
    if (reversed != null) {
      return new Lazy(
          value instanceof Map
              ? "dict_reversekeyiterator"
              : value instanceof List ? "list_reverseiterator" : "reversed",
          reversed);
    } else if (!Iteration.iterable(value)) {
      throw Fault.filterArgument("argument must be iterable");
    }
    List<Object> all = Iteration.list(value, frame.budget());
    Collections.reverse(all);
    return all;
  }

  private static Object join(Frame frame, Object[] a) {
    UnaryOperator<Object> path = Members.path(frame, a[2], null);
    List<Object> items = Iteration.list(a[0], frame.budget());
    items.replaceAll(path);
    boolean markup =
        frame.autoescape()
            && (a[1] instanceof Markup || items.stream().anyMatch(Markup.class::isInstance));
    UnaryOperator<Object> shown = item -> markup ? Markup.escape(item).text() : Printing.str(item);
    StringBuilder out = new StringBuilder();
    String separator = items.isEmpty() ? "" : shown.apply(a[1]).toString();
    for (int i = 0; i < items.size(); i++) {
      out.append(i == 0 ? "" : separator).append(shown.apply(items.get(i)));
      frame.budget().cells(out.length() > frame.budget().limits().text() ? Long.MAX_VALUE / 2 : 1);
    }
    frame.budget().text(out.length());
    return markup ? new Markup(out.toString()) : out.toString();
  }

  private static Object items(Object value) {
    if (value instanceof Undefined) {
      return Lazy.generator(Collections.emptyIterator());
    } else if (!(value instanceof Map)) {
      throw Fault.type("Can only get item pairs from a mapping.");
    }
    return Lazy.generator(new DictView((Map<?, ?>) value, DictView.Kind.ITEMS).iterator());
  }

  private static Object batch(Frame frame, Object[] a) {
    int size = Numbers.index(a[1], "");
    List<Object> batches = new ArrayList<>();
    List<Object> batch = new ArrayList<>();
    for (Iterator<Object> each = Iteration.over(a[0]); each.hasNext(); ) {
      frame.budget().cells(1);
      if (batch.size() == size) {
        batches.add(batch);
        batch = new ArrayList<>();
      }
      batch.add(each.next());
    }
    if (!batch.isEmpty()) {
      frame.budget().text(Math.max(0, size));
      while (a[2] != null && batch.size() < size) {
        batch.add(a[2]);
      }
      batches.add(batch);
    }
    return Lazy.generator(batches.iterator());
  }

  private static Object slice(Frame frame, Object[] a) {
    List<Object> all = Iteration.list(a[0], frame.budget());
    int count = Numbers.index(a[1], "");
    if (count == 0) {
      throw Fault.zeroDivision("integer division or modulo by zero");
    }
    frame.budget().text(Math.max(0, count));
    int each = Math.floorDiv(all.size(), count);
    int longer = Math.floorMod(all.size(), count);
    List<Object> slices = new ArrayList<>();
    int start = 0;
    for (int i = 0; i < count; i++) {
      int end = start + each + (i < longer ? 1 : 0);
      List<Object> slice = new ArrayList<>(all.subList(start, end));
      if (a[2] != null && i >= longer) {
        slice.add(a[2]);
      }
      slices.add(slice);
      start = end;
    }
    return Lazy.generator(slices.iterator());
  }

  private static Object unique(Frame frame, Object[] a) {
    UnaryOperator<Object> key = Members.key(Members.path(frame, a[2], null), Operators.truth(a[1]));
    Set<Comparison.Key> seen = new HashSet<>();
    List<Object> unique = new ArrayList<>();
    for (Object item : Iteration.list(a[0], frame.budget())) {
      if (seen.add(new Comparison.Key(key.apply(item)))) {
        unique.add(item);
      }
    }
    return Lazy.generator(unique.iterator());
  }
}
