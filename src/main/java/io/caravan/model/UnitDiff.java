package io.caravan.model;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * How the rows a model gives differ from those that were expected, whatever their order, as dbt
 * shows it: {@code +++} for rows that were not expected, {@code ---} for rows that are missing, an
 * arrow for rows that are nearly right, with expected and actual value; rows beside them as they
 * are.
 */
final class UnitDiff {
  private static final String ARROW = "→";
  private static final String SAME = "";
  private static final List<String> GAP = List.of("...");

  private final List<String> columns;
  private final List<Line> lines = new ArrayList<>();

  /** A row with its mark, and what it is ordered by. */
  private record Line(String mark, List<String> order, List<String> cells)
      implements Comparable<Line> {
    @Override
    public int compareTo(Line other) {
      for (int i = 0; i < order.size(); i++) {
        int compared = compare(order.get(i), other.order.get(i));
        if (compared != 0) {
          return compared;
        }
      }
      return mark.compareTo(other.mark);
    }

    private static int compare(String a, String b) {
      if (a == null || b == null) {
        return Boolean.compare(a != null, b != null);
      }
      boolean numbers = isNumber(a) && isNumber(b);
      return numbers
          ? Double.compare(Double.parseDouble(a), Double.parseDouble(b))
          : a.compareTo(b);
    }

    private static boolean isNumber(String text) {
      return text.matches("-?\\d+(\\.\\d+)?");
    }

    boolean differs() {
      return !mark.equals(SAME);
    }
  }

  UnitDiff(List<String> columns, List<List<String>> actual, List<List<String>> expected) {
    this.columns = columns;
    List<List<String>> missing = new ArrayList<>(expected);
    List<List<String>> surplus = new ArrayList<>();
    for (List<String> row : actual) {
      if (missing.remove(row)) {
        add(SAME, row);
      } else {
        surplus.add(row);
      }
    }
    for (List<String> row : List.copyOf(missing)) {
      nearest(row, surplus)
          .ifPresent(
              found -> {
                lines.add(new Line(ARROW, row, changed(row, found)));
                missing.remove(row);
                surplus.remove(found);
              });
    }
    surplus.forEach(row -> add("+++", row));
    missing.forEach(row -> add("---", row));
    Collections.sort(lines);
  }

  private void add(String mark, List<String> row) {
    lines.add(new Line(mark, row, row.stream().map(UnitDiff::shown).toList()));
  }

  boolean isEmpty() {
    return lines.stream().noneMatch(Line::differs);
  }

  /** A table of the differences, columns aligned. */
  String text() {
    List<List<String>> all = new ArrayList<>();
    all.add(marked("@@", columns));
    for (int i = 0; i < lines.size(); i++) {
      if (lines.subList(Math.max(0, i - 1), Math.min(lines.size(), i + 2)).stream()
          .anyMatch(Line::differs)) {
        all.add(marked(lines.get(i).mark(), lines.get(i).cells()));
      } else if (!all.get(all.size() - 1).equals(GAP)) {
        all.add(GAP);
      }
    }
    int[] widths = new int[columns.size() + 1];
    for (List<String> line : all) {
      for (int i = 0; i < line.size(); i++) {
        widths[i] = Math.max(widths[i], line.get(i).length());
      }
    }
    return String.join("\n", all.stream().map(line -> aligned(line, widths)).toList());
  }

  private static String aligned(List<String> line, int[] widths) {
    List<String> cells = new ArrayList<>();
    for (int i = 0; i < line.size(); i++) {
      int gap = i == line.size() - 1 ? 0 : widths[i] - line.get(i).length();
      cells.add(line.get(i) + " ".repeat(gap));
    }
    return String.join(",", cells);
  }

  /** The row that has most values in common, if that is at least half of them. */
  private Optional<List<String>> nearest(List<String> row, List<List<String>> surplus) {
    List<String> best = null;
    for (List<String> other : surplus) {
      long equal = common(row, other);
      if (equal > 0 && equal * 2 >= columns.size() && (best == null || equal > common(row, best))) {
        best = other;
      }
    }
    return Optional.ofNullable(best);
  }

  private static long common(List<String> a, List<String> b) {
    long equal = 0;
    for (int i = 0; i < a.size(); i++) {
      equal += Objects.equals(a.get(i), b.get(i)) ? 1 : 0;
    }
    return equal;
  }

  private static List<String> changed(List<String> expected, List<String> actual) {
    List<String> cells = new ArrayList<>();
    for (int i = 0; i < expected.size(); i++) {
      String was = shown(expected.get(i));
      boolean same = Objects.equals(expected.get(i), actual.get(i));
      cells.add(same ? was : was + ARROW + shown(actual.get(i)));
    }
    return cells;
  }

  private static List<String> marked(String mark, List<String> row) {
    List<String> cells = new ArrayList<>(List.of(mark));
    cells.addAll(row);
    return cells;
  }

  private static String shown(String value) {
    return value == null ? "NULL" : value;
  }
}
