package io.caravan.jinja.value;

import java.util.AbstractList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.RandomAccess;

/**
 * An immutable sequence that prints in parentheses. A List for the host; never equal to a list for
 * a template.
 */
public final class Tuple extends AbstractList<Object> implements RandomAccess {
  private final List<Object> names;
  private final Object[] items;

  private Tuple(List<Object> names, Object[] items) {
    this.names = names;
    this.items = items;
  }

  public static Tuple of(Object... items) {
    return new Tuple(List.of(), items.clone());
  }

  public static Tuple copyOf(Collection<?> items) {
    return new Tuple(List.of(), items.toArray());
  }

  /** A tuple whose items have names too, as {@code groupby} makes them. */
  static Tuple named(List<Object> names, Object... items) {
    return new Tuple(names, items);
  }

  /** A named pair of a group. */
  public static Tuple group(Object grouper, List<Object> list) {
    return named(List.of("grouper", "list"), grouper, list);
  }

  /** The item of a name, or {@link Undefined#MISSING}. */
  Object byName(String name) {
    int at = names.indexOf(name);
    return at < 0 ? Undefined.MISSING : items[at];
  }

  @Override
  public Object get(int index) {
    return items[index];
  }

  @Override
  public int size() {
    return items.length;
  }

  @Override
  public Object[] toArray() {
    return Arrays.copyOf(items, items.length, Object[].class);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Tuple && Comparison.equal(this, other);
  }

  @Override
  public int hashCode() {
    int hash = 7;
    for (Object item : items) {
      hash = 31 * hash + Comparison.hash(item);
    }
    return hash;
  }
}
