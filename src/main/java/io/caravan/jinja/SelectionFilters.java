package io.caravan.jinja;

import io.caravan.jinja.value.Arguments;
import io.caravan.jinja.value.Fault;
import io.caravan.jinja.value.Iteration;
import io.caravan.jinja.value.Lazy;
import io.caravan.jinja.value.Operators;
import io.caravan.jinja.value.Printing;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/**
 * {@code map}, {@code select}, {@code reject}, {@code selectattr}, {@code rejectattr}: generators
 * over another filter, test or attribute.
 */
final class SelectionFilters {
  private SelectionFilters() {}

  static void addTo(FilterTable table) {
    table.add("map", SelectionFilters::map);
    table.add("select", (frame, arguments) -> select(frame, arguments, false, true));
    table.add("reject", (frame, arguments) -> select(frame, arguments, false, false));
    table.add("selectattr", (frame, arguments) -> select(frame, arguments, true, true));
    table.add("rejectattr", (frame, arguments) -> select(frame, arguments, true, false));
  }

  private static Object map(Frame frame, Arguments arguments) {
    return generator(
        arguments.positional().get(0),
        () -> {
          UnaryOperator<Object> change = change(frame, arguments);
          Iterator<Object> items = Iteration.over(arguments.positional().get(0));
          return new Iterator<>() {
            @Override
            public boolean hasNext() {
              return items.hasNext();
            }

            @Override
            public Object next() {
              frame.budget().tick();
              return change.apply(items.next());
            }
          };
        });
  }

  private static UnaryOperator<Object> change(Frame frame, Arguments arguments) {
    List<Object> rest = rest(arguments, 1);
    if (rest.isEmpty() && arguments.named().containsKey("attribute")) {
      Map<String, Object> named = new LinkedHashMap<>(arguments.named());
      Object attribute = named.remove("attribute");
      Object otherwise = named.remove("default");
      if (!named.isEmpty()) {
        throw Fault.filterArgument(
            "Unexpected keyword argument " + Printing.repr(named.keySet().iterator().next()));
      }
      return Members.path(frame, attribute, otherwise);
    } else if (rest.isEmpty()) {
      throw Fault.filterArgument("map requires a filter argument");
    }
    Filter filter = frame.environment().filter(Printing.str(rest.get(0)));
    return item -> filter.apply(frame, before(item, arguments, 2));
  }

  private static List<Object> rest(Arguments arguments, int from) {
    List<Object> positional = arguments.positional();
    return positional.subList(Math.min(from, positional.size()), positional.size());
  }

  /** The same arguments from a position on, with an item before them. */
  private static Arguments before(Object item, Arguments arguments, int from) {
    List<Object> all = new ArrayList<>();
    all.add(item);
    all.addAll(rest(arguments, from));
    return arguments.with(all, arguments.named());
  }

  private static Object select(
      Frame frame, Arguments arguments, boolean byAttribute, boolean wanted) {
    return generator(
        arguments.positional().get(0),
        () -> {
          Predicate<Object> test = test(frame, arguments, byAttribute);
          return new Selected(
              frame,
              Iteration.over(arguments.positional().get(0)),
              item -> test.test(item) == wanted);
        });
  }

  private static Predicate<Object> test(Frame frame, Arguments arguments, boolean byAttribute) {
    List<Object> rest = rest(arguments, 1);
    if (byAttribute && rest.isEmpty()) {
      throw Fault.filterArgument("Missing parameter for attribute name");
    }
    UnaryOperator<Object> path =
        byAttribute ? Members.path(frame, rest.get(0), null) : UnaryOperator.identity();
    int at = byAttribute ? 1 : 0;
    if (rest.size() <= at) {
      return item -> Operators.truth(path.apply(item));
    }
    Filter test = frame.environment().test(Printing.str(rest.get(at)));
    return item -> Operators.truth(test.apply(frame, before(path.apply(item), arguments, at + 2)));
  }

  /** What makes the iterator of a generator when it is first asked. */
  @FunctionalInterface
  private interface Start {
    Iterator<Object> iterator();
  }

  private static Lazy generator(Object source, Start start) {
    return Lazy.generator(
        new Iterator<>() {
          private Iterator<Object> items;

          private Iterator<Object> items() {
            if (items == null) {
              items = Operators.truth(source) ? start.iterator() : Collections.emptyIterator();
            }
            return items;
          }

          @Override
          public boolean hasNext() {
            return items().hasNext();
          }

          @Override
          public Object next() {
            return items().next();
          }
        });
  }

  private static final class Selected implements Iterator<Object> {
    private final Frame frame;
    private final Iterator<Object> items;
    private final Predicate<Object> wanted;
    private Object next;
    private boolean ready;

    Selected(Frame frame, Iterator<Object> items, Predicate<Object> wanted) {
      this.frame = frame;
      this.items = items;
      this.wanted = wanted;
    }

    @Override
    public boolean hasNext() {
      while (!ready && items.hasNext()) {
        frame.budget().tick();
        next = items.next();
        ready = wanted.test(next);
      }
      return ready;
    }

    @Override
    public Object next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      ready = false;
      return next;
    }
  }
}
