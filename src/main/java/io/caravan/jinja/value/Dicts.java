package io.caravan.jinja.value;

import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Java maps used as Python's dicts: 1, 1.0 and True are one key, lists are none, and {@code null}
 * may be asked of any map.
 */
public final class Dicts {
  private Dicts() {}

  /** The value of a key, or {@link Undefined#MISSING}. */
  public static Object find(Map<?, ?> map, Object key) {
    Object present = presentKey(map, key);
    return present == Undefined.MISSING ? present : Numbers.adopt(map.get(present));
  }

  /** Sets a value, under the key that is there already if an equal one is. */
  public static void put(Map<Object, Object> map, Object key, Object value) {
    Object present = presentKey(map, key);
    changing(map, () -> map.put(present == Undefined.MISSING ? plain(key) : present, value));
  }

  /** Removes a key and gives its value, or {@link Undefined#MISSING}. */
  static Object remove(Map<?, ?> map, Object key) {
    Object present = presentKey(map, key);
    if (present == Undefined.MISSING) {
      return present;
    }
    Object value = map.get(present);
    changing(map, () -> map.remove(present));
    return value;
  }

  /** Runs a change of a container; a host's read-only container makes it a fault. */
  static void changing(Object container, Runnable change) {
    try {
      change.run();
    } catch (UnsupportedOperationException e) {
      throw Fault.type(
          "this '" + Types.name(container) + "' is read-only: copy it before changing it");
    }
  }

  private static Object plain(Object key) {
    return key instanceof Markup ? key.toString() : key;
  }

  /** The key as it stands in the map, or {@link Undefined#MISSING}. */
  private static Object presentKey(Map<?, ?> map, Object key) {
    if (key == null) {
      return hasNull(map) ? null : Undefined.MISSING;
    } else if (key instanceof List && !(key instanceof Tuple)
        || key instanceof Map
        || key instanceof Set) {
      throw Fault.type("unhashable type: '" + Types.name(key) + "'");
    }
    Object plain = plain(Numbers.adopt(key));
    if (map.containsKey(plain)) {
      return plain;
    } else if (!Types.isNumber(plain)) {
      return Undefined.MISSING;
    }
    Number number = Numbers.number(plain);
    double real = number.doubleValue();
    boolean whole = real == Math.rint(real) && !Double.isInfinite(real);
    Object[] others = {
      whole && Math.abs(real) < Integer.MAX_VALUE ? (Object) (int) real : null,
      whole ? Numbers.truncate(number) : null,
      real,
      number instanceof BigInteger ? number : null,
      real == 1 ? Boolean.TRUE : real == 0 ? Boolean.FALSE : null
    };
    for (Object other : others) {
      if (other != null && map.containsKey(other)) {
        return other;
      }
    }
    return Undefined.MISSING;
  }

  private static boolean hasNull(Map<?, ?> map) {
    for (Object key : map.keySet()) {
      if (key == null) {
        return true;
      }
    }
    return false;
  }
}
