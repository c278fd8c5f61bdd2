package io.caravan.jinja;

import io.caravan.jinja.value.Budget;
import io.caravan.jinja.value.Dicts;
import io.caravan.jinja.value.Fault;
import io.caravan.jinja.value.Printing;
import io.caravan.jinja.value.Sorting;
import io.caravan.jinja.value.Tuple;
import io.caravan.jinja.value.Types;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Python's pprint: what does not fit on a line of 80 is broken up, and dicts are in the order of
 * their keys.
 */
final class PrettyPrint {
  private static final int WIDTH = 80;
  private static final int DEEPEST = 100;
  private static final Pattern WORD = Pattern.compile("\\S*\\s*");

  private final Budget budget;
  private final StringBuilder out = new StringBuilder();
  private int depth;

  private PrettyPrint(Budget budget) {
    this.budget = budget;
  }

  static String format(Object value, Budget budget) {
    PrettyPrint printer = new PrettyPrint(budget);
    printer.write(value, 0, 0);
    return printer.out.toString();
  }

  private void write(Object value, int indent, int allowance) {
    Object ordered = ordered(value);
    String flat = Printing.repr(ordered);
    budget.cells(flat.length());
    if (flat.length() <= WIDTH - indent - allowance) {
      out.append(flat);
    } else if (ordered instanceof Map && !((Map<?, ?>) ordered).isEmpty()) {
      map((Map<?, ?>) ordered, indent, allowance);
    } else if (ordered instanceof Tuple) {
      items((Tuple) ordered, indent, allowance, "(", ((Tuple) ordered).size() == 1 ? ",)" : ")");
    } else if (ordered instanceof List) {
      items((List<?>) ordered, indent, allowance, "[", "]");
    } else if (ordered instanceof String) {
      text((String) ordered, indent, allowance);
    } else {
      out.append(flat);
    }
  }

  /** The same value with all dicts in order. */
  private Object ordered(Object value) {
    if (++depth > DEEPEST) {
      throw new Fault(Fault.Kind.LIMIT, "a value is too deep to print", "Print a part of it.");
    }
    Object made = value;
    if (value instanceof Map) {
      Map<Object, Object> sorted = new LinkedHashMap<>();
      keys((Map<?, ?>) value)
          .forEach(key -> sorted.put(key, ordered(Dicts.find((Map<?, ?>) value, key))));
      made = sorted;
    } else if (value instanceof List) {
      List<Object> items = new ArrayList<>((List<?>) value);
      items.replaceAll(this::ordered);
      made = value instanceof Tuple ? Tuple.copyOf(items) : items;
    }
    depth--;
    return made;
  }

  private List<Object> keys(Map<?, ?> map) {
    List<Object> keys = new ArrayList<>(map.keySet());
    try {
      return Sorting.sorted(keys, UnaryOperator.identity(), false, budget);
    } catch (Fault noOrder) {
      if (noOrder.kind() == Fault.Kind.LIMIT) {
        throw noOrder;
      }
      // Keys of different types: Python orders them by type then, and so does this.
      return Sorting.sorted(
          keys, key -> Tuple.of(Types.name(key), Printing.repr(key)), false, budget);
    }
  }

  private void map(Map<?, ?> map, int indent, int allowance) {
    out.append('{');
    int left = map.size();
    for (Map.Entry<?, ?> entry : map.entrySet()) {
      String key = Printing.repr(entry.getKey());
      boolean last = --left == 0;
      out.append(key).append(": ");
      write(entry.getValue(), indent + 1 + key.length() + 2, last ? allowance + 1 : 1);
      out.append(last ? "}" : ",\n" + " ".repeat(indent + 1));
    }
  }

  private void items(List<?> items, int indent, int allowance, String before, String after) {
    out.append(before);
    for (int i = 0; i < items.size(); i++) {
      boolean last = i == items.size() - 1;
      write(items.get(i), indent + 1, last ? allowance + after.length() : 1);
      out.append(last ? "" : ",\n" + " ".repeat(indent + 1));
    }
    out.append(after);
  }

  private void text(String text, int indent, int allowance) {
    List<String> chunks = new ArrayList<>();
    boolean outermost = out.length() == 0;
    int start = outermost ? indent + 1 : indent;
    int room = outermost ? allowance + 1 : allowance;
    List<String> lines = splitKeepingEnds(text);
    for (int i = 0; i < lines.size(); i++) {
      boolean last = i == lines.size() - 1;
      int width = WIDTH - start - (last ? room : 0);
      if (Printing.repr(lines.get(i)).length() <= width) {
        chunks.add(Printing.repr(lines.get(i)));
      } else {
        wrap(lines.get(i), WIDTH - start, width, chunks);
      }
    }
    String joined = String.join("\n" + " ".repeat(start), chunks);
    boolean bare = chunks.size() == 1;
    out.append(bare ? Printing.repr(text) : outermost ? "(" + joined + ")" : joined);
  }

  private static List<String> splitKeepingEnds(String text) {
    List<String> lines = new ArrayList<>();
    int start = 0;
    for (int end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', start)) {
      lines.add(text.substring(start, end + 1));
      start = end + 1;
    }
    if (start < text.length()) {
      lines.add(text.substring(start));
    }
    return lines;
  }

  private static void wrap(String line, int width, int lastWidth, List<String> chunks) {
    List<String> words = new ArrayList<>();
    Matcher matcher = WORD.matcher(line);
    while (matcher.find() && !matcher.group().isEmpty()) {
      words.add(matcher.group());
    }
    String current = "";
    for (int i = 0; i < words.size(); i++) {
      String candidate = current + words.get(i);
      int room = i == words.size() - 1 ? lastWidth : width;
      if (Printing.repr(candidate).length() > room) {
        if (!current.isEmpty()) {
          chunks.add(Printing.repr(current));
        }
        current = words.get(i);
      } else {
        current = candidate;
      }
    }
    if (!current.isEmpty()) {
      chunks.add(Printing.repr(current));
    }
  }
}
