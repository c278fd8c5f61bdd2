package io.caravan.quality;

import static io.caravan.quality.ExpectationType.of;
import static io.caravan.quality.Kwarg.optional;
import static io.caravan.quality.Kwarg.required;

import io.caravan.quality.Condition.In;
import io.caravan.quality.Condition.Length;
import io.caravan.quality.Condition.Like;
import io.caravan.quality.Condition.Matches;
import io.caravan.quality.Condition.Operator;
import io.caravan.quality.Finding.Shape;
import java.util.List;
import java.util.Optional;

/** Expectations about every value of one column. */
final class ColumnRowExpectations {
  private static final Kwarg COLUMN = required("column", "the column");
  private static final Kwarg MOSTLY =
      optional("mostly", "the share of judged rows that must be right, 0 to 1; 1 by default");
  private static final Kwarg MIN = optional("min_value", "lower bound; none by default");
  private static final Kwarg MAX = optional("max_value", "upper bound; none by default");
  private static final Kwarg STRICT_MIN =
      optional("strict_min", "true when the lower bound itself is outside");
  private static final Kwarg STRICT_MAX =
      optional("strict_max", "true when the upper bound itself is outside");
  private static final Kwarg SET = required("value_set", "the values; dates as text");
  private static final Kwarg ESCAPE =
      optional("escape", "the character that takes the meaning of % and _; a backslash by default");
  private static final Kwarg MATCH_ON = optional("match_on", "any (default) or all");

  private static final Kwarg STRICTLY =
      optional("strictly", "true when two values in a row may not be equal either");

  private ColumnRowExpectations() {}

  static List<ExpectationType> all() {
    return List.of(
        of(
            "expect_column_values_to_not_be_null",
            "The column has a value in every row.",
            List.of(COLUMN, MOSTLY),
            a ->
                new RowRule(
                    Optional.empty(),
                    Condition.not(Condition.isNull(a.column())),
                    a.mostly(),
                    List.of(a.column()),
                    Shape.VALUE)),
        of(
            "expect_column_values_to_be_null",
            "The column has no value in any row.",
            List.of(COLUMN, MOSTLY),
            a ->
                new RowRule(
                    Optional.empty(),
                    Condition.isNull(a.column()),
                    a.mostly(),
                    List.of(a.column()),
                    Shape.VALUE)),
        of(
            "expect_column_values_to_be_unique",
            "No value of the column occurs in two rows.",
            List.of(COLUMN, MOSTLY),
            a ->
                new UniqueRule(
                    List.of(a.column()),
                    Optional.of(Condition.isNull(a.column())),
                    a.mostly(),
                    Shape.VALUE)),
        of(
            "expect_column_values_to_be_increasing",
            "No value is less than the one before it, in the order of a file or a stream.",
            List.of(COLUMN, STRICTLY, MOSTLY),
            a -> ordered(a, Operator.GREATER_OR_EQUAL, Operator.GREATER)),
        of(
            "expect_column_values_to_be_decreasing",
            "No value is greater than the one before it, in the order of a file or a stream.",
            List.of(COLUMN, STRICTLY, MOSTLY),
            a -> ordered(a, Operator.LESS_OR_EQUAL, Operator.LESS)),
        of(
            "expect_column_values_to_be_in_set",
            "Every value is one of a set.",
            List.of(COLUMN, SET, MOSTLY),
            a -> rule(a, in(a))),
        of(
            "expect_column_values_to_not_be_in_set",
            "No value is one of a set.",
            List.of(COLUMN, SET, MOSTLY),
            a -> rule(a, Condition.not(in(a)))),
        of(
            "expect_column_values_to_be_between",
            "Every value lies in a range of numbers, dates or times.",
            List.of(COLUMN, MIN, MAX, STRICT_MIN, STRICT_MAX, MOSTLY),
            a -> rule(a, a.bounds(true).of(a.column()))),
        of(
            "expect_column_value_lengths_to_equal",
            "Every text has the same given number of characters.",
            List.of(COLUMN, required("value", "the number of characters"), MOSTLY),
            a -> rule(a, new Length(a.column(), Operator.EQUAL, a.number("value")))),
        of(
            "expect_column_value_lengths_to_be_between",
            "Every text has a number of characters in a range.",
            List.of(COLUMN, MIN, MAX, STRICT_MIN, STRICT_MAX, MOSTLY),
            a -> rule(a, a.numberBounds(true).ofLength(a.column()))),
        of(
            "expect_column_values_to_match_regex",
            "A pattern is found in every text.",
            List.of(
                COLUMN,
                required("regex", "Python pattern, searched for anywhere in the text"),
                MOSTLY),
            a -> rule(a, matches(a, "regex", a.text("regex")))),
        of(
            "expect_column_values_to_not_match_regex",
            "A pattern is found in no text.",
            List.of(
                COLUMN,
                required("regex", "Python pattern, searched for anywhere in the text"),
                MOSTLY),
            a -> rule(a, Condition.not(matches(a, "regex", a.text("regex"))))),
        of(
            "expect_column_values_to_match_regex_list",
            "Any or all of several patterns are found in every text.",
            List.of(COLUMN, required("regex_list", "Python patterns"), MATCH_ON, MOSTLY),
            a -> rule(a, matched(a, patterns(a)))),
        of(
            "expect_column_values_to_not_match_regex_list",
            "None of several patterns is found in any text.",
            List.of(COLUMN, required("regex_list", "Python patterns"), MOSTLY),
            a -> rule(a, Condition.not(Condition.any(patterns(a))))),
        of(
            "expect_column_values_to_match_like_pattern",
            "Every text is like an SQL pattern.",
            List.of(COLUMN, required("like_pattern", "pattern with % and _"), ESCAPE, MOSTLY),
            a -> rule(a, new Like(a.column(), a.like(a.text("like_pattern"))))),
        of(
            "expect_column_values_to_not_match_like_pattern",
            "No text is like an SQL pattern.",
            List.of(COLUMN, required("like_pattern", "pattern with % and _"), ESCAPE, MOSTLY),
            a -> rule(a, Condition.not(new Like(a.column(), a.like(a.text("like_pattern")))))),
        of(
            "expect_column_values_to_match_like_pattern_list",
            "Every text is like any or all of several SQL patterns.",
            List.of(
                COLUMN,
                required("like_pattern_list", "patterns with % and _"),
                MATCH_ON,
                ESCAPE,
                MOSTLY),
            a -> rule(a, matched(a, likes(a)))),
        of(
            "expect_column_values_to_not_match_like_pattern_list",
            "No text is like any of several SQL patterns.",
            List.of(COLUMN, required("like_pattern_list", "patterns with % and _"), ESCAPE, MOSTLY),
            a -> rule(a, Condition.not(Condition.any(likes(a))))));
  }

  private static RowRule rule(Arguments a, Condition expected) {
    return RowRule.column(a.column(), expected, a.mostly());
  }

  private static OrderRule ordered(Arguments a, Operator weakly, Operator strictly) {
    return new OrderRule(a.column(), a.flag("strictly") ? strictly : weakly, a.mostly());
  }

  private static Condition in(Arguments a) {
    return new In(a.column(), a.values("value_set"));
  }

  private static Condition matches(Arguments a, String name, String python) {
    return new Matches(a.column(), a.regex(name, python));
  }

  private static List<Condition> patterns(Arguments a) {
    return a.texts("regex_list").stream().map(p -> matches(a, "regex_list", p)).toList();
  }

  private static List<Condition> likes(Arguments a) {
    return a.texts("like_pattern_list").stream()
        .<Condition>map(p -> new Like(a.column(), a.like(p)))
        .toList();
  }

  private static Condition matched(Arguments a, List<Condition> conditions) {
    return a.word("match_on", List.of("any", "all")).equals("any")
        ? Condition.any(conditions)
        : Condition.all(conditions);
  }
}
