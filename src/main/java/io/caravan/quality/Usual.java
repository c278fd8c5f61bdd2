package io.caravan.quality;

import java.util.List;
import java.util.stream.DoubleStream;

/**
 * What a measure usually is, and whether its newest value is still so.
 *
 * <p>With the median {@code m} of the values before, and the median {@code d} of their distances
 * from it, the score is {@code |value - m| / max(1.4826 d, floor)}: standard deviations, were the
 * values distributed normally, but single odd ones among them do not move it. More than {@link
 * #MOST} of them is unusual. Fewer than {@link #LEAST} values before say nothing.
 *
 * @param value the newest
 * @param median of those before; NaN when there are none
 * @param spread what counts as one
 * @param score how many spreads the newest is away
 * @param known how many values there are before
 */
public record Usual(double value, double median, double spread, double score, int known) {
  /** From so many spreads on a value is unusual. */
  public static final double MOST = 3.5;

  /** So many values before are needed to say so. */
  public static final int LEAST = 5;

  /** Makes the median distance of normally distributed values their standard deviation. */
  private static final double OF_NORMAL = 1.4826;

  /**
   * @param before older values, in any order
   * @param floor the least spread: what differs by less than a few of it is never unusual
   */
  public static Usual of(double value, List<Double> before, double floor) {
    double median = median(before.stream().mapToDouble(v -> v));
    double distance = median(before.stream().mapToDouble(v -> Math.abs(v - median)));
    double spread = before.isEmpty() ? floor : Math.max(OF_NORMAL * distance, floor);
    double score = before.isEmpty() ? 0 : Math.abs(value - median) / spread;
    return new Usual(value, median, spread, score, before.size());
  }

  public boolean unusual() {
    return known >= LEAST && score > MOST;
  }

  private static double median(DoubleStream values) {
    double[] sorted = values.sorted().toArray();
    int middle = sorted.length / 2;
    if (sorted.length == 0) {
      return Double.NaN;
    }
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }
}
