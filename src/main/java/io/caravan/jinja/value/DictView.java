package io.caravan.jinja.value;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/**
 * What {@code keys()}, {@code values()} and {@code items()} of a dict give: a view that follows the
 * dict.
 */
public record DictView(Map<?, ?> map, Kind kind) implements Iterable<Object> {
  /** What of the dict is seen. */
  public enum Kind {
    KEYS("dict_keys"),
    VALUES("dict_values"),
    ITEMS("dict_items");

    private final String python;

    Kind(String python) {
      this.python = python;
    }

    String python() {
      return python;
    }
  }

  List<Object> copy() {
    List<Object> all = new ArrayList<>(map.size());
    forEach(all::add);
    return all;
  }

  @Override
  public Iterator<Object> iterator() {
    int size = map.size();
    Iterator<? extends Map.Entry<?, ?>> entries = map.entrySet().iterator();
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        requireUnchanged();
        return entries.hasNext();
      }

      @Override
      public Object next() {
        requireUnchanged();
        Map.Entry<?, ?> entry = entries.next();
        return switch (kind) {
          case KEYS -> Numbers.adopt(entry.getKey());
          case VALUES -> Numbers.adopt(entry.getValue());
          case ITEMS -> Tuple.of(Numbers.adopt(entry.getKey()), Numbers.adopt(entry.getValue()));
        };
      }

      private void requireUnchanged() {
        if (map.size() != size) {
          throw new Fault(
              Fault.Kind.STATE,
              "dictionary changed size during iteration",
              "Iterate over a copy: for key in map | list.");
        }
      }
    };
  }
}
