package io.caravan.jinja.value;

import io.caravan.record.Spelling;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * {@code value.name} and {@code value[key]}: a closed list of methods per type, keys of dicts, and
 * what a {@link HostObject} answers.
 */
public final class Attributes {
  private Attributes() {}

  /** {@code owner.name}: an attribute, else an element, else undefined. */
  public static Object attribute(Object owner, String name, Undefined.Mode mode, Budget budget) {
    if (owner instanceof Undefined) {
      boolean hidden =
          name.equals("__class__") || name.equals("__init__") || name.equals("__doc__");
      return hidden ? Undefined.unsafe(owner, name, mode) : ((Undefined) owner).descend();
    }
    Object found = own(owner, name, mode, budget);
    if (found == Undefined.MISSING) {
      found = element(owner, name);
    }
    return found == Undefined.MISSING ? missing(owner, name, mode) : Numbers.adopt(found);
  }

  /** {@code owner[key]}: an element, else for a text key an attribute, else undefined. */
  public static Object item(Object owner, Object key, Undefined.Mode mode, Budget budget) {
    if (owner instanceof Undefined) {
      return ((Undefined) owner).descend();
    }
    Object found = element(owner, key);
    if (found == Undefined.MISSING && Types.isText(key)) {
      found = own(owner, key.toString(), mode, budget);
    }
    return found == Undefined.MISSING ? missing(owner, key, mode) : Numbers.adopt(found);
  }

  /** Only what {@code getattr} of Python finds, without elements. */
  public static Object own(Object owner, String name, Undefined.Mode mode, Budget budget) {
    if (name.startsWith("__") && name.endsWith("__")) {
      return Undefined.unsafe(owner, name, mode);
    }
    if (owner instanceof HostObject) {
      Object found = ((HostObject) owner).attribute(name);
      if (found != Undefined.MISSING || !(owner instanceof Map)) {
        return found;
      }
    }
    if (owner instanceof Tuple) {
      Object named = ((Tuple) owner).byName(name);
      return named == Undefined.MISSING ? ListMethods.TUPLE.bind(owner, name, budget) : named;
    } else if (owner instanceof Range) {
      return rangeAttribute((Range) owner, name);
    } else if (Types.isText(owner) && (name.equals("format") || name.equals("format_map"))) {
      return BraceFormat.method(owner, name, mode, budget);
    }
    if (owner instanceof Map && name.equals("update")) {
      return new BoundMethod(name, owner, arguments -> update(owner, arguments, budget));
    }
    MethodTable table = methods(owner);
    return table == null ? Undefined.MISSING : table.bind(owner, name, budget);
  }

  private static Object update(Object map, Arguments arguments, Budget budget) {
    DictMethods.update(DictMethods.open(map), arguments, budget);
    return null;
  }

  private static MethodTable methods(Object owner) {
    if (owner instanceof String) {
      return TextMethods.PLAIN;
    } else if (owner instanceof Markup) {
      return TextMethods.MARKUP;
    } else if (owner instanceof Map) {
      return DictMethods.DICT;
    } else if (owner instanceof Tuple) {
      return ListMethods.TUPLE;
    } else if (owner instanceof List) {
      return ListMethods.LIST;
    } else if (owner instanceof Set) {
      return SetMethods.SET;
    } else if (owner instanceof Double) {
      return NumberMethods.FLOAT;
    }
    return owner instanceof Number || owner instanceof Boolean ? NumberMethods.INT : null;
  }

  private static Object rangeAttribute(Range range, String name) {
    return switch (name) {
      case "start" -> range.start();
      case "stop" -> range.stop();
      case "step" -> range.step();
      default -> Undefined.MISSING;
    };
  }

  private static Object element(Object owner, Object key) {
    if (owner instanceof HostObject) {
      Object found = ((HostObject) owner).item(key);
      if (found != Undefined.MISSING) {
        return found;
      }
    }
    if (owner instanceof Map) {
      boolean hashable =
          !(key instanceof Map
              || key instanceof Set
              || key instanceof List && !(key instanceof Tuple));
      return hashable ? Dicts.find((Map<?, ?>) owner, key) : Undefined.MISSING;
    }
    boolean indexed = owner instanceof List || Types.isText(owner) || owner instanceof Range;
    if (!indexed || !Types.isInteger(key) && !(key instanceof Boolean)) {
      return Undefined.MISSING;
    }
    long size = Iteration.size(owner);
    long index = Numbers.index(key, "");
    long at = index < 0 ? index + size : index;
    if (at < 0 || at >= size) {
      return Undefined.MISSING;
    } else if (owner instanceof List) {
      return ((List<?>) owner).get((int) at);
    } else if (owner instanceof Range) {
      return ((Range) owner).get((int) at);
    }
    String one = Text.substring(owner.toString(), (int) at, (int) at + 1);
    return owner instanceof Markup ? new Markup(one) : one;
  }

  private static Undefined missing(Object owner, Object name, Undefined.Mode mode) {
    return Undefined.member(
        owner,
        name,
        mode,
        () -> name instanceof String ? Spelling.didYouMean((String) name, known(owner), "") : "");
  }

  private static Collection<String> known(Object owner) {
    List<String> names = new ArrayList<>();
    if (owner instanceof Map) {
      ((Map<?, ?>) owner)
          .keySet().stream()
              .filter(String.class::isInstance)
              .map(String.class::cast)
              .limit(200)
              .forEach(names::add);
    }
    if (owner instanceof HostObject) {
      names.addAll(((HostObject) owner).attributes());
    }
    MethodTable table = methods(owner);
    if (table != null) {
      names.addAll(table.names());
    }
    return names;
  }
}
