package io.caravan.record;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** "Did you mean": the nearest known name to one that is unknown. */
public final class Spelling {
  private Spelling() {}

  /**
   * The nearest of {@code known}, if near enough that a slip is likely (about a third of the
   * letters).
   */
  public static Optional<String> nearest(String unknown, Collection<String> known) {
    String wanted = unknown.toLowerCase(Locale.ROOT);
    return known.stream()
        .min(
            Comparator.<String>comparingInt(k -> distance(wanted, k.toLowerCase(Locale.ROOT)))
                .thenComparing(k -> k))
        .filter(
            k ->
                distance(wanted, k.toLowerCase(Locale.ROOT))
                    <= Math.max(2, (Math.max(unknown.length(), k.length()) + 2) / 3));
  }

  /** {@code "Did you mean 'x'?"}, or the given sentence when nothing is near. */
  public static String didYouMean(String unknown, Collection<String> known, String otherwise) {
    return nearest(unknown, known).map(k -> "Did you mean '" + k + "'?").orElse(otherwise);
  }

  /** Edit distance with swaps of neighbours (Damerau, optimal string alignment). */
  private static int distance(String a, String b) {
    int[][] d = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      for (int j = 0; j <= b.length(); j++) {
        if (i == 0 || j == 0) {
          d[i][j] = i + j;
          continue;
        }
        int change = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
        d[i][j] = Math.min(Math.min(d[i - 1][j], d[i][j - 1]) + 1, d[i - 1][j - 1] + change);
        if (i > 1
            && j > 1
            && a.charAt(i - 1) == b.charAt(j - 2)
            && a.charAt(i - 2) == b.charAt(j - 1)) {
          d[i][j] = Math.min(d[i][j], d[i - 2][j - 2] + 1);
        }
      }
    }
    return d[a.length()][b.length()];
  }
}
