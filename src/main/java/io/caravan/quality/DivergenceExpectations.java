package io.caravan.quality;

import static io.caravan.quality.ExpectationType.of;
import static io.caravan.quality.Kwarg.optional;
import static io.caravan.quality.Kwarg.required;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * The expectation that a column is distributed as it was: Kullback-Leibler divergence from a
 * partition.
 */
final class DivergenceExpectations {
  private static final int MOST_VALUES = 10_000;

  private DivergenceExpectations() {}

  static List<ExpectationType> all() {
    return List.of(
        of(
            "expect_column_kl_divergence_to_be_less_than",
            "The column's values are distributed much as a partition says.",
            List.of(
                required("column", "the column"),
                required(
                    "partition_object",
                    "an object with weights and either values or bins, and tail_weights if need be"),
                optional("threshold", "the largest divergence; none by default"),
                optional("tail_weight_holdout", "weight for what lies outside of the partition"),
                optional("internal_weight_holdout", "weight for bins without one"),
                optional("bucketize_data", "read for compatibility")),
            DivergenceExpectations::rule));
  }

  private static Rule rule(Arguments a) {
    List<Double> weights = numbers(a, "weights");
    double sum = weights.stream().mapToDouble(w -> w).sum();
    List<Double> tails =
        a.hasMember("partition_object", "tail_weights") ? numbers(a, "tail_weights") : List.of();
    sum += tails.stream().mapToDouble(w -> w).sum();
    if (Math.abs(sum - 1) > 1e-5) {
      throw a.wrong("partition_object", "its weights add up to " + sum, "Make them add up to 1.");
    }
    Holdouts holdouts =
        new Holdouts(
            a.numberIfAny("tail_weight_holdout").orElse(0),
            a.numberIfAny("internal_weight_holdout").orElse(0));
    OptionalDouble threshold = a.numberIfAny("threshold");
    if (a.hasMember("partition_object", "values")) {
      List<Object> values =
          a.member("partition_object", "values").list("values").stream()
              .map(PlacedJson::value)
              .toList();
      same(a, "values", values.size(), weights.size());
      return target -> categories(target, a.column(), values, weights, holdouts, threshold);
    }
    List<Double> bins = numbers(a, "bins");
    same(a, "bins", bins.size() - 1, weights.size());
    if (!tails.isEmpty() && (tails.size() != 2 || holdouts.tail() > 0)) {
      throw a.wrong(
          "partition_object",
          "tail_weights are not two, or there is a tail_weight_holdout too",
          "Give two tail_weights, or a tail_weight_holdout.");
    }
    return target ->
        histogram(
            target,
            a.column(),
            bins,
            holdouts.laid(weights),
            tails.isEmpty() ? List.of(holdouts.tail() / 2, holdouts.tail() / 2) : tails,
            threshold);
  }

  private static List<Double> numbers(Arguments a, String member) {
    return a.member("partition_object", member).list(member).stream()
        .map(n -> n.number(member).doubleValue())
        .toList();
  }

  private static void same(Arguments a, String member, int size, int weights) {
    if (size != weights) {
      throw a.wrong(
          "partition_object",
          "there are " + size + " " + member + " and " + weights + " weights",
          "Give one weight for each.");
    }
  }

  /** Weight kept back for what the partition does not name. */
  private record Holdouts(double tail, double internal) {
    List<Double> laid(List<Double> weights) {
      long empty = weights.stream().filter(w -> w == 0).count();
      double each = empty == 0 ? 0 : internal / empty;
      return weights.stream().map(w -> w == 0 ? each : w * (1 - tail - internal)).toList();
    }
  }

  private static Check categories(
      Target target,
      String name,
      List<Object> values,
      List<Double> weights,
      Holdouts holdouts,
      OptionalDouble threshold) {
    String column = target.any(name);
    String counts =
        "SELECT "
            + column
            + ", count(*)"
            + target.rows(column + " IS NOT NULL")
            + " GROUP BY 1 ORDER BY 1 LIMIT "
            + (MOST_VALUES + 1);
    return Check.query(
        counts,
        answers -> {
          if (answers.rows().size() > MOST_VALUES) {
            throw new CannotCheck(
                "Cannot compare the distribution of '%s': it has more than %d different values."
                    .formatted(name, MOST_VALUES));
          }
          double all =
              answers.rows().stream().mapToDouble(r -> ((Number) r.get(1)).doubleValue()).sum();
          List<Object> names = new ArrayList<>(values);
          List<Double> observed =
              new ArrayList<>(java.util.Collections.nCopies(values.size(), 0.0));
          for (List<Object> row : answers.rows()) {
            int at = indexOf(values, row.get(0));
            double share = ((Number) row.get(1)).doubleValue() / all;
            if (at >= 0) {
              observed.set(at, share);
            } else {
              names.add(row.get(0));
              observed.add(share);
            }
          }
          int unknown = names.size() - values.size();
          List<Double> expected = new ArrayList<>();
          for (int i = 0; i < names.size(); i++) {
            double known = i < weights.size() ? weights.get(i) : 0;
            expected.add(
                unknown == 0
                    ? known
                    : i < weights.size()
                        ? known * (1 - holdouts.tail())
                        : holdouts.tail() / unknown);
          }
          return finding(
              divergence(observed, expected),
              threshold,
              partition("values", names, observed, List.of()),
              partition("values", names, expected, List.of()));
        });
  }

  private static int indexOf(List<Object> values, Object value) {
    for (int i = 0; i < values.size(); i++) {
      if (Values.compare(values.get(i), value).orElse(1) == 0) {
        return i;
      }
    }
    return -1;
  }

  private static Check histogram(
      Target target,
      String name,
      List<Double> bins,
      List<Double> expected,
      List<Double> tails,
      OptionalDouble threshold) {
    String column = target.number(name, "distribution");
    List<String> aggregates = new ArrayList<>();
    aggregates.add(target.over("count(" + column + ")"));
    aggregates.add(target.over("count(*)", column + " < " + bins.get(0)));
    int last = bins.size() - 1;
    for (int i = 0; i < last; i++) {
      aggregates.add(
          target.over(
              "count(*)",
              column
                  + " >= "
                  + bins.get(i)
                  + " AND "
                  + column
                  + (i == last - 1 ? " <= " : " < ")
                  + bins.get(i + 1)));
    }
    aggregates.add(target.over("count(*)", column + " > " + bins.get(last)));
    return Check.scan(
        aggregates,
        answers -> {
          List<Double> shares = new ArrayList<>();
          for (int i = 1; i < aggregates.size(); i++) {
            shares.add((double) answers.count(i) / answers.count(0));
          }
          List<Double> within = shares.subList(1, shares.size() - 1);
          List<Double> outside = List.of(shares.get(0), shares.get(shares.size() - 1));
          List<Double> all = new ArrayList<>(expected);
          all.add(0, tails.get(0));
          all.add(tails.get(1));
          return finding(
              divergence(shares, all),
              threshold,
              partition("bins", bins, within, outside),
              partition("bins", bins, expected, tails));
        });
  }

  private static Map<String, Object> partition(
      String kind, List<?> of, List<Double> weights, List<Double> tails) {
    Map<String, Object> partition = new LinkedHashMap<>();
    partition.put(kind, of);
    partition.put("weights", weights);
    if (kind.equals("bins")) {
      partition.put("tail_weights", tails);
    }
    return partition;
  }

  private static Finding finding(
      double divergence,
      OptionalDouble threshold,
      Map<String, Object> observed,
      Map<String, Object> expected) {
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("observed_value", Double.isFinite(divergence) ? divergence : null);
    Map<String, Object> details = new LinkedHashMap<>();
    details.put("observed_partition", observed);
    details.put("expected_partition", expected);
    facts.put("details", details);
    return Finding.of(threshold.isEmpty() || divergence <= threshold.getAsDouble(), facts);
  }

  /** Sum of p log(p / q) over both brought to a sum of one. */
  private static double divergence(List<Double> observed, List<Double> expected) {
    double p = observed.stream().mapToDouble(w -> w).sum();
    double q = expected.stream().mapToDouble(w -> w).sum();
    double sum = 0;
    for (int i = 0; i < observed.size(); i++) {
      double share = observed.get(i) / p;
      if (share > 0) {
        double wanted = expected.get(i) / q;
        sum += wanted == 0 ? Double.POSITIVE_INFINITY : share * Math.log(share / wanted);
      }
    }
    return sum;
  }
}
