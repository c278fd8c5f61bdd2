package io.caravan.jinja;

import io.caravan.jinja.value.Budget;
import io.caravan.jinja.value.Fault;
import io.caravan.jinja.value.Printing;
import io.caravan.jinja.value.Sorting;
import io.caravan.jinja.value.Tuple;
import io.caravan.jinja.value.Types;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** JSON as Python's json writes it, with sorted keys. */
final class Json {
  private static final int DEEPEST = 200;

  private final StringBuilder out = new StringBuilder();
  private final String indent;
  private final Budget budget;
  private int depth;

  private Json(String indent, Budget budget) {
    this.indent = indent;
    this.budget = budget;
  }

  /** The JSON of a value; {@code indent} is {@code null} for all on one line. */
  static String write(Object value, String indent, Budget budget) {
    Json json = new Json(indent, budget);
    json.write(value);
    budget.text(json.out.length());
    return json.out.toString();
  }

  private void write(Object value) {
    budget.tick();
    if (value == null) {
      out.append("null");
    } else if (value instanceof Boolean) {
      out.append(value);
    } else if (Types.isText(value)) {
      quote(value.toString());
    } else if (value instanceof Double) {
      double real = (Double) value;
      out.append(
          Double.isNaN(real)
              ? "NaN"
              : Double.isInfinite(real)
                  ? (real > 0 ? "Infinity" : "-Infinity")
                  : Printing.repr(value));
    } else if (Types.isInteger(value)) {
      out.append(Printing.repr(value));
    } else if (value instanceof List) {
      list((List<?>) value);
    } else if (value instanceof Map) {
      map((Map<?, ?>) value);
    } else {
      throw Fault.type("Object of type " + Types.name(value) + " is not JSON serializable");
    }
  }

  private void list(List<?> items) {
    if (items.isEmpty()) {
      out.append("[]");
      return;
    }
    open('[');
    for (int i = 0; i < items.size(); i++) {
      separate(i);
      write(items.get(i));
    }
    close(']');
  }

  private void map(Map<?, ?> map) {
    if (map.isEmpty()) {
      out.append("{}");
      return;
    }
    List<Object> entries = new ArrayList<>();
    map.forEach((key, value) -> entries.add(Tuple.of(key, value)));
    open('{');
    int at = 0;
    for (Object entry : Sorting.sorted(entries, pair -> ((Tuple) pair).get(0), false, budget)) {
      separate(at++);
      quote(key(((Tuple) entry).get(0)));
      out.append(": ");
      write(((Tuple) entry).get(1));
    }
    close('}');
  }

  private static String key(Object key) {
    if (Types.isText(key)) {
      return key.toString();
    } else if (key == null) {
      return "null";
    } else if (key instanceof Boolean || Types.isInteger(key)) {
      return key.toString();
    } else if (key instanceof Double) {
      return Printing.repr(key);
    }
    throw Fault.type("keys must be str, int, float, bool or None, not " + Types.name(key));
  }

  private void open(char bracket) {
    if (++depth > DEEPEST) {
      throw Fault.value("Circular reference detected");
    }
    out.append(bracket);
    line();
  }

  private void close(char bracket) {
    depth--;
    line();
    out.append(bracket);
  }

  private void separate(int at) {
    if (at > 0) {
      out.append(indent == null ? ", " : ",");
      line();
    }
    if (out.length() > budget.limits().text()) {
      budget.text(out.length());
    }
  }

  private void line() {
    if (indent != null) {
      out.append('\n').append(indent.repeat(depth));
    }
  }

  private void quote(String text) {
    out.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '"' -> out.append("\\\"");
        case '\\' -> out.append("\\\\");
        case '\n' -> out.append("\\n");
        case '\r' -> out.append("\\r");
        case '\t' -> out.append("\\t");
        case '\b' -> out.append("\\b");
        case '\f' -> out.append("\\f");
        default ->
            out.append(c < 32 || c > 126 ? String.format("\\u%04x", (int) c) : String.valueOf(c));
      }
    }
    out.append('"');
  }
}
