package io.caravan.quality;

import static io.caravan.quality.ExpectationType.of;
import static io.caravan.quality.Kwarg.optional;
import static io.caravan.quality.Kwarg.required;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Function;

/** Expectations about one number (or date, or text) that is computed from a column. */
final class StatisticExpectations {
  private static final Kwarg COLUMN = required("column", "the column");
  private static final List<Kwarg> BOUNDS =
      List.of(
          COLUMN,
          optional("min_value", "lower bound; none by default"),
          optional("max_value", "upper bound; none by default"),
          optional("strict_min", "true when the lower bound itself is outside"),
          optional("strict_max", "true when the upper bound itself is outside"));

  private StatisticExpectations() {}

  static List<ExpectationType> all() {
    return List.of(
        statistic("min", "The smallest value", (t, c) -> "min(" + t.any(c) + ")", Sample::min),
        statistic("max", "The largest value", (t, c) -> "max(" + t.any(c) + ")", Sample::max),
        statistic("mean", "The mean", (t, c) -> "avg(" + t.number(c, "mean") + ")", Sample::mean),
        statistic(
            "median",
            "The median",
            (t, c) -> "median(" + t.number(c, "median") + "::DOUBLE)",
            Sample::median),
        statistic("sum", "The sum", (t, c) -> "sum(" + t.number(c, "sum") + ")", Sample::sum),
        statistic(
            "stdev",
            "The standard deviation of the sample",
            (t, c) -> "stddev_samp(" + t.number(c, "standard deviation") + ")",
            Sample::standardDeviation),
        statistic(
            "unique_value_count",
            "The number of different values",
            (t, c) -> "count(DISTINCT " + t.any(c) + ")",
            Sample::distinct),
        share(
            "unique_values",
            "The number of different values divided by that of values",
            "count(DISTINCT %s)",
            "count(%s)",
            sample -> share(sample.distinct(), sample.present())),
        share(
            "non_null_values",
            "The share of rows with a value",
            "count(%s)",
            "count(*)",
            sample -> share(sample.present(), sample.rows())),
        of(
            "expect_column_quantile_values_to_be_between",
            "Each of some quantiles lies in a range of its own.",
            List.of(
                COLUMN,
                required(
                    "quantile_ranges",
                    "an object with quantiles (shares) and value_ranges (a list of [min, max] for each)"),
                optional("allow_relative_error", "read for compatibility: quantiles are exact")),
            StatisticExpectations::quantiles));
  }

  private static ExpectationType statistic(
      String word,
      String doc,
      BiFunction<Target, String, String> aggregate,
      Function<Sample, Object> ofSample) {
    return of(
        "expect_column_" + word + "_to_be_between",
        doc + " of the column lies in a range.",
        BOUNDS,
        a -> {
          Bounds bounds = a.bounds(false);
          String column = a.column();
          return Rule.of(
              target ->
                  Check.scan(
                      List.of(target.over(aggregate.apply(target, column))),
                      answers ->
                          Finding.observed(
                              bounds.contain(answers.aggregates().get(0)),
                              answers.aggregates().get(0))),
              Sample.rule(column, bounds, ofSample));
        });
  }

  private static double share(long part, long whole) {
    return whole == 0 ? 0 : (double) part / whole;
  }

  private static ExpectationType share(
      String word, String doc, String part, String whole, Function<Sample, Object> ofSample) {
    return of(
        "expect_column_proportion_of_" + word + "_to_be_between",
        doc + " lies in a range.",
        BOUNDS,
        a -> {
          Bounds bounds = a.numberBounds(false);
          String column = a.column();
          return Rule.of(
              target ->
                  Check.scan(
                      List.of(
                          target.over(part.formatted(target.any(column))),
                          target.over(whole.replace("%s", target.any(column)))),
                      answers -> {
                        double share = share(answers.count(0), answers.count(1));
                        return Finding.observed(bounds.contain(share), share);
                      }),
              Sample.rule(column, bounds, ofSample));
        });
  }

  private static Rule quantiles(Arguments a) {
    List<Double> quantiles =
        a.member("quantile_ranges", "quantiles").list("quantiles").stream()
            .map(q -> q.number("a quantile").doubleValue())
            .toList();
    List<PlacedJson> ranges = a.member("quantile_ranges", "value_ranges").list("value_ranges");
    if (quantiles.isEmpty() || quantiles.size() != ranges.size()) {
      throw a.wrong(
          "quantile_ranges",
          "there are " + quantiles.size() + " quantiles and " + ranges.size() + " value_ranges",
          "Give one range for each quantile.");
    }
    if (quantiles.stream().anyMatch(q -> q < 0 || q > 1)) {
      throw a.wrong(
          "quantile_ranges",
          "a quantile is not between 0 and 1",
          "Write quantiles as shares, 0.5 for the median.");
    }
    List<List<PlacedJson>> bounds = ranges.stream().map(r -> r.list("a value range")).toList();
    String column = a.column();
    return target -> {
      String number = target.number(column, "quantiles");
      List<String> aggregates =
          quantiles.stream()
              .map(q -> target.over("quantile_disc(" + number + ", " + q + ")"))
              .toList();
      return Check.scan(aggregates, answers -> judge(quantiles, bounds, answers.aggregates()));
    };
  }

  private static Finding judge(
      List<Double> quantiles, List<List<PlacedJson>> bounds, List<Object> values) {
    List<Boolean> each = new ArrayList<>();
    for (int i = 0; i < values.size(); i++) {
      Object value = values.get(i);
      each.add(
          value != null
              && inside(
                  ((Number) value).doubleValue(),
                  bound(bounds.get(i), 0),
                  bound(bounds.get(i), 1)));
    }
    Map<String, Object> observed = new LinkedHashMap<>();
    observed.put("quantiles", quantiles);
    observed.put("values", values);
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("observed_value", observed);
    facts.put("details", Map.of("success_details", each));
    return Finding.of(!each.contains(false), facts);
  }

  private static double bound(List<PlacedJson> range, int index) {
    if (range.size() <= index || range.get(index).isNull()) {
      return index == 0 ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY;
    }
    return range.get(index).number("a bound").doubleValue();
  }

  /** Bounds are met within a ten-thousandth, as Great Expectations has it. */
  private static boolean inside(double value, double min, double max) {
    return (min <= value && value <= max) || near(value, min) || near(value, max);
  }

  private static boolean near(double value, double bound) {
    return Double.isFinite(bound) && Math.abs(value - bound) <= 1e-8 + 1e-4 * Math.abs(bound);
  }
}
