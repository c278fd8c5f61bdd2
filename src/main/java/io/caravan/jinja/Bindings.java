package io.caravan.jinja;

import io.caravan.jinja.value.Undefined;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/**
 * Names that a template sees from outside: the context of a rendering. Values may be made on
 * demand.
 */
@FunctionalInterface
public interface Bindings {
  Bindings NONE = name -> Undefined.MISSING;

  /** The value of a name ({@code null} is None), or {@link Undefined#MISSING}. */
  Object find(String name);

  /** The names, for "Did you mean". */
  default Collection<String> names() {
    return List.of();
  }

  /** The names of a map, which may change later. */
  static Bindings of(Map<String, ?> map) {
    return new Bindings() {
      @Override
      public Object find(String name) {
        Object value = map.get(name);
        return value == null && !map.containsKey(name) ? Undefined.MISSING : value;
      }

      @Override
      public Collection<String> names() {
        return map.keySet();
      }
    };
  }

  /** These names, and those of {@code outer} where these have none. */
  default Bindings over(Bindings outer) {
    Bindings inner = this;
    return new Bindings() {
      @Override
      public Object find(String name) {
        Object value = inner.find(name);
        return value == Undefined.MISSING ? outer.find(name) : value;
      }

      @Override
      public Collection<String> names() {
        List<String> all = new ArrayList<>(inner.names());
        all.addAll(outer.names());
        return all;
      }
    };
  }
}
