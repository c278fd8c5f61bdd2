package io.caravan.jinja.value;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;

/** Python's {@code range}. */
public record Range(long start, long stop, long step) implements Iterable<Object> {
  public int size() {
    long distance = step > 0 ? stop - start : start - stop;
    return distance <= 0
        ? 0
        : (int) Math.min(Integer.MAX_VALUE, (distance - 1) / Math.abs(step) + 1);
  }

  public Object get(int index) {
    return start + index * step;
  }

  boolean contains(Object item) {
    if (!Types.isNumber(item)) {
      return false;
    }
    double value = Numbers.number(item).doubleValue();
    double steps = (value - start) / step;
    return steps >= 0 && steps < size() && steps == Math.rint(steps);
  }

  List<Object> toList() {
    List<Object> all = new ArrayList<>(size());
    forEach(all::add);
    return all;
  }

  @Override
  public Iterator<Object> iterator() {
    int size = size();
    return new Iterator<>() {
      private int next;

      @Override
      public boolean hasNext() {
        return next < size;
      }

      @Override
      public Object next() {
        if (next >= size) {
          throw new NoSuchElementException();
        }
        return get(next++);
      }
    };
  }

  @Override
  public String toString() {
    return "range(" + start + ", " + stop + (step == 1 ? "" : ", " + step) + ")";
  }
}
