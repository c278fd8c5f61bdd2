package io.caravan.jinja.value;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;

/** Going through values. */
public final class Iteration {
  private Iteration() {}

  public static boolean iterable(Object value) {
    return Types.isText(value)
        || value instanceof Map
        || value instanceof Iterable
        || value instanceof Lazy
        || value instanceof Undefined;
  }

  /** An iterator over a value. Throws a TypeError fault if it has none. */
  public static Iterator<Object> over(Object value) {
    if (value instanceof List) {
      return new Cursor((List<?>) value);
    } else if (value instanceof Map) {
      return new DictView((Map<?, ?>) value, DictView.Kind.KEYS).iterator();
    } else if (Types.isText(value)) {
      return characters(value);
    } else if (value instanceof Lazy) {
      return ((Lazy) value).iterator();
    } else if (value instanceof Undefined) {
      ((Undefined) value).requireLenience();
      return Collections.emptyIterator();
    } else if (value instanceof Iterable) {
      return adopting(((Iterable<?>) value).iterator());
    }
    throw Fault.type("'" + Types.name(value) + "' object is not iterable");
  }

  /** A new list of all that a value gives. */
  public static List<Object> list(Object value, Budget budget) {
    List<Object> all = new ArrayList<>();
    for (Iterator<Object> each = over(value); each.hasNext(); ) {
      budget.cells(1);
      all.add(each.next());
    }
    return all;
  }

  private static Iterator<Object> adopting(Iterator<?> items) {
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        return items.hasNext();
      }

      @Override
      public Object next() {
        return Numbers.adopt(items.next());
      }
    };
  }

  private static Iterator<Object> characters(Object text) {
    String raw = text.toString();
    return new Iterator<>() {
      private int next;

      @Override
      public boolean hasNext() {
        return next < raw.length();
      }

      @Override
      public Object next() {
        if (!hasNext()) {
          throw new NoSuchElementException();
        }
        int end = raw.offsetByCodePoints(next, 1);
        String one = raw.substring(next, end);
        next = end;
        return text instanceof Markup ? new Markup(one) : one;
      }
    };
  }

  /** A cursor that sees what is appended meanwhile, as Python's does. */
  private static final class Cursor implements Iterator<Object> {
    private final List<?> list;
    private int next;

    private Cursor(List<?> list) {
      this.list = list;
    }

    @Override
    public boolean hasNext() {
      return next < list.size();
    }

    @Override
    public Object next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      return Numbers.adopt(list.get(next++));
    }
  }

  /** {@code len(value)}. Throws a TypeError fault if it has none. */
  public static long size(Object value) {
    long size = sizeOr(value, -1);
    if (size < 0) {
      throw Fault.type("object of type '" + Types.name(value) + "' has no len()");
    }
    return size;
  }

  /** {@code len(value)}, or a default if it has none. */
  public static long sizeOr(Object value, long otherwise) {
    if (Types.isText(value)) {
      return Text.length(value.toString());
    } else if (value instanceof Collection) {
      return ((Collection<?>) value).size();
    } else if (value instanceof Map) {
      return ((Map<?, ?>) value).size();
    } else if (value instanceof Range) {
      return ((Range) value).size();
    } else if (value instanceof DictView) {
      return ((DictView) value).map().size();
    } else if (value instanceof Undefined) {
      ((Undefined) value).requireLenience();
      return 0;
    }
    return otherwise;
  }

  /** {@code reversed(value)}, or {@code null} if it cannot be gone through backwards. */
  public static Iterator<Object> reversed(Object value, Budget budget) {
    boolean can =
        value instanceof List
            || value instanceof Map
            || value instanceof Range
            || value instanceof DictView
            || Types.isText(value)
            || value instanceof Undefined;
    if (!can) {
      return null;
    }
    List<Object> all = list(value, budget);
    Collections.reverse(all);
    return all.iterator();
  }
}
