package io.caravan.jinja.value;

import java.util.ArrayList;
import java.util.List;

/** {@code value[start:stop:step]}. */
public final class Slices {
  private Slices() {}

  public static Object slice(Object value, Object start, Object stop, Object step, Budget budget) {
    if (value instanceof Undefined) {
      throw ((Undefined) value).fault();
    }
    boolean sliceable = Types.isText(value) || value instanceof List || value instanceof Range;
    if (!sliceable) {
      String type = Types.name(value);
      throw Fault.type(
          value instanceof java.util.Map
              ? "unhashable type: 'slice'"
              : "'" + type + "' object is not subscriptable");
    }
    int size = (int) Iteration.size(value);
    int stride = step == null ? 1 : bound(step);
    if (stride == 0) {
      throw Fault.value("slice step cannot be zero");
    }
    int from = start == null ? (stride > 0 ? 0 : size - 1) : clamp(bound(start), size, stride);
    int to = stop == null ? (stride > 0 ? size : -1) : clamp(bound(stop), size, stride);
    if (value instanceof Range) {
      Range range = (Range) value;
      return new Range(
          range.start() + from * range.step(),
          range.start() + to * range.step(),
          range.step() * stride);
    }
    List<Integer> picked = positions(from, to, stride);
    budget.cells(picked.size());
    if (Types.isText(value)) {
      String text =
          stride == 1
              ? Text.substring(value.toString(), from, Math.max(from, to))
              : pick(value.toString(), picked);
      return value instanceof Markup ? new Markup(text) : text;
    }
    List<Object> items = new ArrayList<>(picked.size());
    picked.forEach(at -> items.add(((List<?>) value).get(at)));
    return value instanceof Tuple ? Tuple.copyOf(items) : items;
  }

  private static List<Integer> positions(int from, int to, int stride) {
    List<Integer> picked = new ArrayList<>();
    for (long at = from; stride > 0 ? at < to : at > to; at += stride) {
      picked.add((int) at);
    }
    return picked;
  }

  private static String pick(String text, List<Integer> positions) {
    int[] characters = text.codePoints().toArray();
    StringBuilder out = new StringBuilder(positions.size());
    positions.forEach(at -> out.appendCodePoint(characters[at]));
    return out.toString();
  }

  private static int bound(Object value) {
    return Numbers.index(
        value, "slice indices must be integers or None or have an __index__ method");
  }

  private static int clamp(int index, int size, int stride) {
    int at = index < 0 ? Math.max(index, Integer.MIN_VALUE / 2) + size : index;
    if (stride > 0) {
      return Math.max(0, Math.min(at, size));
    }
    return Math.max(-1, Math.min(at, size - 1));
  }
}
