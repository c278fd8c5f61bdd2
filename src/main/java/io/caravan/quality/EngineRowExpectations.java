package io.caravan.quality;

import static io.caravan.quality.ExpectationType.of;
import static io.caravan.quality.Kwarg.optional;
import static io.caravan.quality.Kwarg.required;

import io.caravan.quality.Condition.Engine;
import java.util.List;

/** Expectations about every value of one column that only an SQL engine can check. */
final class EngineRowExpectations {
  private static final Kwarg COLUMN = required("column", "the column");
  private static final Kwarg MOSTLY =
      optional("mostly", "the share of judged rows that must be right, 0 to 1; 1 by default");

  private EngineRowExpectations() {}

  static List<ExpectationType> all() {
    return List.of(
        of(
            "expect_column_value_z_scores_to_be_less_than",
            "Every number is less than so many standard deviations from the mean.",
            List.of(
                COLUMN,
                required("threshold", "standard deviations"),
                optional("double_sided", "true when below the mean counts too"),
                MOSTLY),
            a ->
                rule(
                    a,
                    zScore(
                        a.column(),
                        a.number("threshold").toPlainString(),
                        a.flag("double_sided")))),
        of(
            "expect_column_values_to_not_be_outliers",
            "No number is far from the others.",
            List.of(
                COLUMN,
                optional("method", "iqr (default) or std"),
                optional("multiplier", "how far is far; 1.5 by default"),
                MOSTLY),
            a ->
                rule(
                    a,
                    notOutlier(
                        a.column(),
                        a.word("method", List.of("iqr", "std")),
                        a.numberIfAny("multiplier").orElse(1.5)))),
        of(
            "expect_column_values_to_be_json_parseable",
            "Every text is JSON.",
            List.of(COLUMN, MOSTLY),
            a ->
                rule(
                    a,
                    new Engine(t -> "json_valid(" + t.text(a.column(), "read JSON from") + ")"))),
        of(
            "expect_column_values_to_match_strftime_format",
            "Every text is a date or time of a format.",
            List.of(
                COLUMN, required("strftime_format", "Python format, for example %Y-%m-%d"), MOSTLY),
            a -> rule(a, strftime(a.column(), a.text("strftime_format")))));
  }

  private static RowRule rule(Arguments a, Condition expected) {
    return RowRule.column(a.column(), expected, a.mostly());
  }

  private static Condition zScore(String column, String threshold, boolean doubleSided) {
    return new Engine(
        t -> {
          String number = t.number(column, "z-score");
          // Without spread there is no score, and so nothing that is wrong: null.
          String score =
              "("
                  + number
                  + " - "
                  + scalar(t, "avg(" + number + ")")
                  + ") / nullif("
                  + scalar(t, "stddev_samp(" + number + ")")
                  + ", 0)";
          return (doubleSided
              ? "abs(" + score + ") < abs(" + threshold + ")"
              : score + " < " + threshold);
        });
  }

  private static Condition notOutlier(String column, String method, double multiplier) {
    return new Engine(
        t -> {
          String number = t.number(column, "outliers");
          if (method.equals("iqr")) {
            String q1 = scalar(t, "quantile_cont(" + number + ", 0.25)");
            String q3 = scalar(t, "quantile_cont(" + number + ", 0.75)");
            String reach = multiplier + " * (" + q3 + " - " + q1 + ")";
            return "%s >= %s - %s AND %s <= %s + %s"
                .formatted(number, q1, reach, number, q3, reach);
          }
          String mean = scalar(t, "avg(" + number + ")");
          String reach = multiplier + " * " + scalar(t, "stddev_samp(" + number + ")");
          return "CASE WHEN %s <= 0 THEN %s = %s ELSE abs(%s - %s) < %s END"
              .formatted(reach, number, mean, number, mean, reach);
        });
  }

  private static Condition strftime(String column, String format) {
    return new Engine(
        t -> {
          String text = t.text(column, "read dates from");
          return text
              + " IS NULL OR try_strptime("
              + text
              + ", "
              + Sql.text(format)
              + ") IS NOT NULL";
        });
  }

  private static String scalar(Target target, String aggregate) {
    return "(SELECT " + aggregate + target.rows() + ")";
  }
}
