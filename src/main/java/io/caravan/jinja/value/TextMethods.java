package io.caravan.jinja.value;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The methods of str. */
final class TextMethods {
  static final MethodTable PLAIN =
      new MethodTable()
          .addAll(TextCase.METHODS)
          .addAll(TextSearch.METHODS)
          .addAll(TextParts.METHODS)
          .addAll(TextPad.METHODS)
          .addAll(TextTests.METHODS);
  static final MethodTable MARKUP = MarkupMethods.METHODS;

  private TextMethods() {}

  /** A text argument. Throws a TypeError fault for anything else. */
  static String text(Object value, String what) {
    if (Types.isText(value)) {
      return value.toString();
    } else if (value instanceof Undefined) {
      throw ((Undefined) value).fault();
    }
    throw Fault.type(what + " must be str, not " + Types.name(value));
  }

  static String join(String separator, Object items, Budget budget) {
    StringBuilder out = new StringBuilder();
    int at = 0;
    if (!Iteration.iterable(items)) {
      throw Fault.type("can only join an iterable");
    }
    for (Iterator<Object> each = Iteration.over(items); each.hasNext(); at++) {
      Object item = each.next();
      if (!Types.isText(item)) {
        throw Fault.type(
            "sequence item " + at + ": expected str instance, " + Types.name(item) + " found");
      }
      budget.text((long) out.length() + separator.length() + item.toString().length());
      out.append(at == 0 ? "" : separator).append(item);
    }
    return out.toString();
  }

  static String translate(String text, Map<?, ?> table, Budget budget) {
    budget.text(text.length());
    StringBuilder out = new StringBuilder();
    text.codePoints()
        .forEach(
            c -> {
              Object to = Dicts.find(table, (long) c);
              if (to == Undefined.MISSING) {
                out.appendCodePoint(c);
              } else if (to instanceof Long) {
                out.append(Text.character(to, "character mapping"));
              } else if (to != null) {
                out.append(to);
              }
            });
    return out.toString();
  }

  static Map<Object, Object> translation(Object from, Object to, Object removed) {
    Map<Object, Object> table = new LinkedHashMap<>();
    if (from instanceof Map) {
      ((Map<?, ?>) from)
          .forEach(
              (key, value) ->
                  table.put(
                      Types.isText(key) ? (Object) (long) key.toString().codePointAt(0) : key,
                      value));
      return table;
    }
    int[] x = text(from, "argument").codePoints().toArray();
    int[] y = text(to, "argument").codePoints().toArray();
    if (x.length != y.length) {
      throw Fault.value("the first two maketrans arguments must have equal length");
    }
    for (int i = 0; i < x.length; i++) {
      table.put((long) x[i], (long) y[i]);
    }
    if (removed != null) {
      text(removed, "argument").codePoints().forEach(c -> table.put((long) c, null));
    }
    return table;
  }

  static List<Object> lines(String text, boolean keepEnds) {
    List<Object> lines = new ArrayList<>();
    int start = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (Text.isLineBreak(c)) {
        int end = c == '\r' && i + 1 < text.length() && text.charAt(i + 1) == '\n' ? i + 2 : i + 1;
        lines.add(text.substring(start, keepEnds ? end : i));
        start = end;
        i = end - 1;
      }
    }
    if (start < text.length()) {
      lines.add(text.substring(start));
    }
    return lines;
  }

  static String upper(String text) {
    return text.toUpperCase(Locale.ROOT);
  }

  static String lower(String text) {
    return text.toLowerCase(Locale.ROOT);
  }
}
