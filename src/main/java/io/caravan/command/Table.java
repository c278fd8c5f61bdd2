package io.caravan.command;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;

/** A table for people: columns as wide as what is in them, numbers to the right. */
final class Table {
  private final List<String> head;
  private final List<List<String>> rows = new ArrayList<>();

  Table(String... head) {
    this.head = List.of(head);
  }

  Table(List<String> head) {
    this.head = List.copyOf(head);
  }

  Table row(Object... cells) {
    return row(java.util.Arrays.asList(cells));
  }

  Table row(List<?> cells) {
    rows.add(cells.stream().map(c -> c == null ? "" : clean(c.toString())).toList());
    return this;
  }

  void print(PrintWriter out) {
    int[] widths = new int[head.size()];
    boolean[] right = new boolean[head.size()];
    for (int i = 0; i < widths.length; i++) {
      int column = i;
      widths[i] =
          Math.max(
              head.get(i).length(),
              rows.stream().mapToInt(r -> r.get(column).length()).max().orElse(0));
      right[i] =
          !rows.isEmpty() && rows.stream().allMatch(r -> r.get(column).matches("-?[\\d,.]*( ?s)?"));
    }
    line(out, head, widths, right);
    rows.forEach(row -> line(out, row, widths, right));
    out.flush();
  }

  private static void line(PrintWriter out, List<String> cells, int[] widths, boolean[] right) {
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < widths.length; i++) {
      String cell = cells.get(i);
      String space = " ".repeat(widths[i] - cell.length());
      line.append(right[i] ? space + cell : cell + space).append("  ");
    }
    out.println(line.toString().stripTrailing());
  }

  /** Data must not be able to steer the terminal. */
  private static String clean(String text) {
    return text.replaceAll("\\p{Cntrl}", "\uFFFD");
  }
}
