package io.caravan.testing;

import io.caravan.model.Yaml;
import io.caravan.testing.Expected.Wanted;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.BiFunction;
import java.util.stream.IntStream;

/**
 * Rows or records beside those that must be there.
 *
 * @param what of which thing, to end "no row like this in"
 * @param one what a single one is called: row, record, dead letter
 */
record Comparison(String what, String one) {
  private static final int SHOWN = 3;

  /**
   * @param differences between one that is expected and one that is there
   */
  <T> List<Finding> compare(
      Wanted wanted,
      List<T> actual,
      BiFunction<Yaml, T, List<Difference>> differences,
      java.util.function.Function<T, String> shown) {
    List<Finding> findings = new ArrayList<>();
    List<List<List<Difference>>> table =
        wanted.rows().stream()
            .map(row -> actual.stream().map(a -> differences.apply(row, a)).toList())
            .toList();
    int[] partner =
        wanted.ordered()
            ? inOrder(table, wanted.others(), actual.size())
            : pairs(table, actual.size());
    boolean[] taken = new boolean[actual.size()];
    Arrays.stream(partner).filter(p -> p >= 0).forEach(p -> taken[p] = true);
    for (int i = 0; i < partner.length; i++) {
      if (partner[i] < 0) {
        Yaml row = wanted.rows().get(i);
        int nearest = nearest(table.get(i), taken);
        String found =
            nearest < 0
                ? "There is none at all."
                : "The nearest%s:%s\n    whole: %s"
                    .formatted(
                        table.get(i).get(nearest).isEmpty()
                            ? " stands elsewhere, or is another one's"
                            : " differs",
                        Difference.lines(table.get(i).get(nearest)),
                        shown.apply(actual.get(nearest)));
        findings.add(
            new Finding(row.place(), "No %s like this in %s. %s".formatted(one, what, found)));
      }
    }
    int expected = wanted.count().orElse(wanted.rows().size());
    boolean wrongCount = wanted.count().isPresent() || !wanted.others();
    if (wrongCount && expected != actual.size()) {
      List<String> more =
          IntStream.range(0, actual.size())
              .filter(i -> !taken[i])
              .mapToObj(i -> "\n    not expected: " + shown.apply(actual.get(i)))
              .limit(SHOWN)
              .toList();
      findings.add(
          new Finding(
              wanted.place(),
              "%d %s%s in %s, expected %d.%s"
                  .formatted(
                      actual.size(),
                      one,
                      actual.size() == 1 ? "" : "s",
                      what,
                      expected,
                      findings.isEmpty() || wanted.rows().size() < actual.size()
                          ? String.join("", more)
                          : "")));
    }
    return findings;
  }

  /** Each expected one with the next that is like it, or with the one at its place. */
  private static int[] inOrder(List<List<List<Difference>>> table, boolean others, int size) {
    int[] partner = new int[table.size()];
    int next = 0;
    for (int i = 0; i < partner.length; i++) {
      int at = next;
      while (others && at < size && !table.get(i).get(at).isEmpty()) {
        at++;
      }
      boolean like = at < size && table.get(i).get(at).isEmpty();
      partner[i] = like ? at : -1;
      next = like ? at + 1 : others ? next : next + 1;
    }
    return partner;
  }

  /** As many pairs as there can be: a row that says little must not take another one's partner. */
  private static int[] pairs(List<List<List<Difference>>> table, int size) {
    int[] expectedOf = new int[size];
    Arrays.fill(expectedOf, -1);
    for (int i = 0; i < table.size(); i++) {
      pair(i, table, expectedOf, new boolean[size]);
    }
    int[] partner = new int[table.size()];
    Arrays.fill(partner, -1);
    for (int a = 0; a < size; a++) {
      if (expectedOf[a] >= 0) {
        partner[expectedOf[a]] = a;
      }
    }
    return partner;
  }

  private static boolean pair(
      int expected, List<List<List<Difference>>> table, int[] expectedOf, boolean[] seen) {
    for (int a = 0; a < expectedOf.length; a++) {
      if (table.get(expected).get(a).isEmpty() && !seen[a]) {
        seen[a] = true;
        if (expectedOf[a] < 0 || pair(expectedOf[a], table, expectedOf, seen)) {
          expectedOf[a] = expected;
          return true;
        }
      }
    }
    return false;
  }

  private static int nearest(List<List<Difference>> row, boolean[] taken) {
    return IntStream.range(0, row.size())
        .boxed()
        .min(
            Comparator.<Integer>comparingInt(a -> taken[a] ? 1 : 0)
                .thenComparingInt(a -> row.get(a).size()))
        .orElse(-1);
  }
}
