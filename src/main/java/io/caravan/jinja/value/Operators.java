package io.caravan.jinja.value;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** The operators of expressions over values of any type. */
public final class Operators {
  private Operators() {}

  public static Object add(Object a, Object b, Budget budget) {
    Number x = Numbers.number(a);
    Number y = Numbers.number(b);
    if (x != null && y != null) {
      return Numbers.add(x, y);
    } else if (a instanceof String && b instanceof String) {
      budget.text((long) ((String) a).length() + ((String) b).length());
      return (String) a + b;
    } else if (Types.isText(a) && Types.isText(b)) {
      return new Markup(Markup.escape(a).text() + Markup.escape(b).text());
    } else if (a instanceof Tuple && b instanceof Tuple) {
      return Tuple.copyOf(joined((Tuple) a, (Tuple) b, budget));
    } else if (plainList(a) && plainList(b)) {
      return joined((List<?>) a, (List<?>) b, budget);
    }
    undefined(a, b);
    if (Types.isText(a) || a instanceof List) {
      String type = Types.isText(a) ? "str" : Types.name(a);
      throw Fault.type(
          "can only concatenate " + type + " (not \"" + Types.name(b) + "\") to " + type);
    }
    throw unsupported("+", a, b);
  }

  private static boolean plainList(Object value) {
    return value instanceof List && !(value instanceof Tuple);
  }

  private static List<Object> joined(List<?> a, List<?> b, Budget budget) {
    budget.cells((long) a.size() + b.size());
    List<Object> all = new ArrayList<>(a.size() + b.size());
    all.addAll(a);
    all.addAll(b);
    return all;
  }

  public static Object subtract(Object a, Object b) {
    Number x = Numbers.number(a);
    Number y = Numbers.number(b);
    if (x != null && y != null) {
      return Numbers.subtract(x, y);
    } else if (a instanceof Set && b instanceof Set) {
      Set<Object> rest = new LinkedHashSet<>((Set<?>) a);
      rest.removeAll((Set<?>) b);
      return rest;
    }
    undefined(a, b);
    throw unsupported("-", a, b);
  }

  public static Object multiply(Object a, Object b, Budget budget) {
    Number x = Numbers.number(a);
    Number y = Numbers.number(b);
    if (x != null && y != null) {
      return Numbers.multiply(x, y);
    }
    undefined(a, b);
    if (sequence(a) || sequence(b)) {
      Object times = sequence(a) ? b : a;
      if (times instanceof Boolean || Types.isInteger(times)) {
        return repeat(sequence(a) ? a : b, Numbers.index(times, ""), budget);
      }
      throw Fault.type("can't multiply sequence by non-int of type '" + Types.name(times) + "'");
    }
    throw unsupported("*", a, b);
  }

  private static boolean sequence(Object value) {
    return Types.isText(value) || value instanceof List;
  }

  private static Object repeat(Object sequence, int times, Budget budget) {
    if (Types.isText(sequence)) {
      String text = Text.repeat(sequence.toString(), times, budget);
      return sequence instanceof Markup ? new Markup(text) : text;
    }
    List<?> items = (List<?>) sequence;
    long size = items.isEmpty() ? 0 : (long) items.size() * Math.max(times, 0);
    budget.text(size);
    List<Object> all = new ArrayList<>();
    while (all.size() < size) {
      all.addAll(items);
    }
    return sequence instanceof Tuple ? Tuple.copyOf(all) : all;
  }

  public static Object divide(Object a, Object b) {
    Number x = Numbers.number(a);
    Number y = Numbers.number(b);
    if (x != null && y != null) {
      return Numbers.divide(x, y);
    }
    undefined(a, b);
    throw unsupported("/", a, b);
  }

  public static Object floorDivide(Object a, Object b) {
    Number x = Numbers.number(a);
    Number y = Numbers.number(b);
    if (x != null && y != null) {
      return Numbers.floorDivide(x, y);
    }
    undefined(a, b);
    throw unsupported("//", a, b);
  }

  public static Object modulo(Object a, Object b, Budget budget) {
    Number x = Numbers.number(a);
    Number y = Numbers.number(b);
    if (x != null && y != null) {
      return Numbers.modulo(x, y);
    } else if (Types.isText(a)) {
      return PercentFormat.format(a, b, budget);
    }
    undefined(a, b);
    throw unsupported("%", a, b);
  }

  public static Object power(Object a, Object b) {
    Number x = Numbers.number(a);
    Number y = Numbers.number(b);
    if (x != null && y != null) {
      return Numbers.power(x, y);
    }
    undefined(a, b);
    throw unsupported("** or pow()", a, b);
  }

  public static Object negative(Object a) {
    Number x = Numbers.number(a);
    if (x != null) {
      return Numbers.negate(x);
    }
    undefined(a, a);
    throw Fault.type("bad operand type for unary -: '" + Types.name(a) + "'");
  }

  public static Object positive(Object a) {
    Number x = Numbers.number(a);
    if (x != null) {
      return x;
    }
    undefined(a, a);
    throw Fault.type("bad operand type for unary +: '" + Types.name(a) + "'");
  }

  /** Whether a value counts as true. */
  public static boolean truth(Object value) {
    if (value == null) {
      return false;
    } else if (value instanceof Boolean) {
      return (Boolean) value;
    } else if (value instanceof CharSequence) {
      return ((CharSequence) value).length() > 0;
    } else if (value instanceof HostObject) {
      return ((HostObject) value).truth();
    } else if (value instanceof Number) {
      return !Numbers.zero(Numbers.number(value));
    } else if (value instanceof Lazy || value instanceof Callable) {
      return true;
    }
    long size = Iteration.sizeOr(value, 1);
    return size != 0;
  }

  private static void undefined(Object a, Object b) {
    if (a instanceof Undefined) {
      throw ((Undefined) a).fault();
    } else if (b instanceof Undefined) {
      throw ((Undefined) b).fault();
    }
  }

  private static Fault unsupported(String operator, Object a, Object b) {
    return Fault.type(
        "unsupported operand type(s) for "
            + operator
            + ": '"
            + Types.name(a)
            + "' and '"
            + Types.name(b)
            + "'");
  }
}
