package io.caravan.jinja.value;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** {@code str()} and {@code repr()} of Python. */
public final class Printing {
  // What Python itself refuses to print, since it takes quadratic time.
  private static final int LONGEST_NUMBER = 4300;
  private static final int DEEPEST = 200;

  private final StringBuilder out = new StringBuilder();
  private final Deque<Object> open = new ArrayDeque<>();

  private Printing() {}

  /** What {@code {{ value }}} prints. */
  public static String str(Object value) {
    if (value instanceof String) {
      return (String) value;
    } else if (value instanceof Markup) {
      return ((Markup) value).text();
    } else if (value instanceof HostObject) {
      return ((HostObject) value).print();
    } else if (value instanceof BigDecimal) {
      return decimal((BigDecimal) value);
    }
    return repr(value);
  }

  public static String repr(Object value) {
    Printing printing = new Printing();
    printing.write(value);
    return printing.out.toString();
  }

  private void write(Object value) {
    if (value == null) {
      out.append("None");
    } else if (value instanceof String || value instanceof Character) {
      quote(value.toString());
    } else if (value instanceof Boolean) {
      out.append((Boolean) value ? "True" : "False");
    } else if (value instanceof Number) {
      number((Number) value);
    } else if (value instanceof Undefined) {
      out.append("Undefined");
    } else if (value instanceof HostObject) {
      out.append(((HostObject) value).print());
    } else if (value instanceof Markup) {
      out.append("Markup(");
      quote(((Markup) value).text());
      out.append(')');
    } else if (value instanceof Tuple) {
      Tuple tuple = (Tuple) value;
      elements(tuple, tuple, "(", tuple.size() == 1 ? ",)" : ")");
    } else if (value instanceof List) {
      elements(value, (List<?>) value, "[", "]");
    } else if (value instanceof Set) {
      Set<?> set = (Set<?>) value;
      elements(value, set, set.isEmpty() ? "set(" : "{", set.isEmpty() ? ")" : "}");
    } else if (value instanceof Map) {
      map((Map<?, ?>) value);
    } else if (value instanceof DictView) {
      DictView view = (DictView) value;
      out.append(view.kind().python()).append('(');
      elements(view, view.copy(), "[", "])");
    } else if (value instanceof Range || value instanceof Lazy || value instanceof BoundMethod) {
      out.append(value);
    } else if (value instanceof Callable) {
      out.append("<function>");
    } else {
      out.append(value);
    }
  }

  private void elements(Object owner, Collection<?> items, String before, String after) {
    if (!enter(owner)) {
      out.append(before).append("...").append(after);
      return;
    }
    out.append(before);
    Iterator<?> each = items.iterator();
    while (each.hasNext()) {
      write(each.next());
      if (each.hasNext()) {
        out.append(", ");
      }
    }
    out.append(after);
    open.pop();
  }

  private void map(Map<?, ?> map) {
    if (!enter(map)) {
      out.append("{...}");
      return;
    }
    out.append('{');
    boolean first = true;
    for (Map.Entry<?, ?> entry : map.entrySet()) {
      if (!first) {
        out.append(", ");
      }
      first = false;
      write(entry.getKey());
      out.append(": ");
      write(entry.getValue());
    }
    out.append('}');
    open.pop();
  }

  /** False for a container that is being printed already. */
  private boolean enter(Object container) {
    for (Object above : open) {
      if (above == container) {
        return false;
      }
    }
    if (open.size() > DEEPEST || out.length() > Limits.STANDARD.text()) {
      throw new Fault(
          Fault.Kind.LIMIT, "a value is too large or too deep to print", "Print a part of it.");
    }
    open.push(container);
    return true;
  }

  private void number(Number value) {
    if (value instanceof Double || value instanceof Float) {
      out.append(FloatText.repr(value.doubleValue()));
    } else if (value instanceof BigDecimal) {
      out.append("Decimal('").append(decimal((BigDecimal) value)).append("')");
    } else if (value instanceof BigInteger
        && ((BigInteger) value).bitLength() > LONGEST_NUMBER * 3.33) {
      throw Fault.value(
          "Exceeds the limit (" + LONGEST_NUMBER + " digits) for integer string conversion");
    } else {
      out.append(value);
    }
  }

  private static String decimal(BigDecimal value) {
    int exponent = value.precision() - value.scale() - 1;
    return value.scale() >= 0 && exponent >= -6 ? value.toPlainString() : value.toString();
  }

  static String quoted(String text) {
    Printing printing = new Printing();
    printing.quote(text);
    return printing.out.toString();
  }

  private void quote(String text) {
    char mark = text.indexOf('\'') >= 0 && text.indexOf('"') < 0 ? '"' : '\'';
    out.append(mark);
    for (int i = 0; i < text.length(); ) {
      int c = text.codePointAt(i);
      i += Character.charCount(c);
      if (c == mark || c == '\\') {
        out.append('\\').append((char) c);
      } else if (c == '\n') {
        out.append("\\n");
      } else if (c == '\r') {
        out.append("\\r");
      } else if (c == '\t') {
        out.append("\\t");
      } else if (Text.isPrintable(c)) {
        out.appendCodePoint(c);
      } else {
        out.append(escape(c));
      }
    }
    out.append(mark);
  }

  static String escape(int c) {
    if (c < 0x100) {
      return String.format("\\x%02x", c);
    }
    return c < 0x10000 ? String.format("\\u%04x", c) : String.format("\\U%08x", c);
  }
}
