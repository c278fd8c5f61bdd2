package io.caravan.quality;

import static io.caravan.quality.ExpectationType.of;
import static io.caravan.quality.Kwarg.optional;
import static io.caravan.quality.Kwarg.required;

import io.caravan.quality.Condition.Compare;
import io.caravan.quality.Condition.CompareColumns;
import io.caravan.quality.Condition.Operator;
import io.caravan.quality.Condition.SumEquals;
import io.caravan.quality.Finding.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Expectations about how the values of several columns of one row stand to each other. */
final class SeveralColumnExpectations {
  private static final Kwarg MOSTLY =
      optional("mostly", "the share of judged rows that must be right, 0 to 1; 1 by default");
  private static final Kwarg A = required("column_A", "the first column");
  private static final Kwarg B = required("column_B", "the second column");
  private static final Kwarg PAIR_IGNORE =
      optional(
          "ignore_row_if", "both_values_are_missing (default), either_value_is_missing or neither");
  private static final Kwarg COLUMNS = required("column_list", "two or more columns");
  private static final Kwarg IGNORE =
      optional("ignore_row_if", "all_values_are_missing (default), any_value_is_missing or never");

  private SeveralColumnExpectations() {}

  static List<ExpectationType> all() {
    return List.of(
        of(
            "expect_column_pair_values_a_to_be_greater_than_b",
            "The value of one column is greater than that of another.",
            List.of(A, B, optional("or_equal", "true when they may be equal"), PAIR_IGNORE, MOSTLY),
            a -> pair(a, greater(a.text("column_A"), a.text("column_B"), a.flag("or_equal")))),
        of(
            "expect_column_pair_values_to_be_equal",
            "Two columns have the same value; a null equals no value.",
            List.of(A, B, PAIR_IGNORE, MOSTLY),
            a -> pair(a, equal(a.text("column_A"), a.text("column_B")))),
        of(
            "expect_column_pair_values_to_be_in_set",
            "The values of two columns are one of a set of pairs.",
            List.of(A, B, required("value_pairs_set", "lists of two values"), PAIR_IGNORE, MOSTLY),
            a -> pair(a, pairIn(a))),
        of(
            "expect_multicolumn_sum_to_equal",
            "The columns' numbers sum up to a given one.",
            List.of(COLUMNS, required("sum_total", "the sum"), IGNORE, MOSTLY),
            a -> several(a, new SumEquals(a.columns(), a.number("sum_total")))),
        of(
            "expect_multicolumn_values_to_be_equal",
            "The columns have the same value; nulls are equal to each other.",
            List.of(COLUMNS, IGNORE, MOSTLY),
            a -> several(a, allEqual(a.columns()))),
        of(
            "expect_select_column_values_to_be_unique_within_record",
            "No two of the columns have the same value; nulls are equal to each other.",
            List.of(COLUMNS, IGNORE, MOSTLY),
            a -> several(a, Condition.not(someEqual(a.columns())))),
        of(
            "expect_compound_columns_to_be_unique",
            "No two rows have the same values in the columns together.",
            List.of(COLUMNS, IGNORE, MOSTLY),
            a -> new UniqueRule(a.columns(), missing(a), a.mostly(), Shape.ROW)));
  }

  private static Rule pair(Arguments a, Condition expected) {
    List<String> columns = List.of(a.text("column_A"), a.text("column_B"));
    String ignored =
        a.word(
            "ignore_row_if",
            List.of("both_values_are_missing", "either_value_is_missing", "neither"));
    Optional<Condition> missing =
        switch (ignored) {
          case "both_values_are_missing" -> Optional.of(Condition.all(nulls(columns)));
          case "either_value_is_missing" -> Optional.of(Condition.any(nulls(columns)));
          default -> Optional.of(new Condition.Constant(false));
        };
    return new RowRule(missing, expected, a.mostly(), columns, Shape.TUPLE);
  }

  private static Rule several(Arguments a, Condition expected) {
    return new RowRule(missing(a), expected, a.mostly(), a.columns(), Shape.ROW);
  }

  private static Optional<Condition> missing(Arguments a) {
    String ignored =
        a.word("ignore_row_if", List.of("all_values_are_missing", "any_value_is_missing", "never"));
    return switch (ignored) {
      case "all_values_are_missing" -> Optional.of(Condition.all(nulls(a.columns())));
      case "any_value_is_missing" -> Optional.of(Condition.any(nulls(a.columns())));
      default -> Optional.of(new Condition.Constant(false));
    };
  }

  private static List<Condition> nulls(List<String> columns) {
    return columns.stream().map(Condition::isNull).toList();
  }

  private static Condition greater(String a, String b, boolean orEqual) {
    if (!orEqual) {
      return new CompareColumns(a, Operator.GREATER, b);
    }
    return Condition.any(
        List.of(
            new CompareColumns(a, Operator.GREATER_OR_EQUAL, b),
            Condition.all(nulls(List.of(a, b)))));
  }

  private static Condition equal(String a, String b) {
    return Condition.all(
        List.of(
            new CompareColumns(a, Operator.EQUAL, b),
            Condition.not(Condition.isNull(a)),
            Condition.not(Condition.isNull(b))));
  }

  private static Condition sameOrBothNull(String a, String b) {
    return Condition.any(List.of(equal(a, b), Condition.all(nulls(List.of(a, b)))));
  }

  private static Condition allEqual(List<String> columns) {
    return Condition.all(
        columns.subList(1, columns.size()).stream()
            .map(c -> sameOrBothNull(columns.get(0), c))
            .toList());
  }

  private static Condition someEqual(List<String> columns) {
    List<Condition> pairs = new ArrayList<>();
    for (int i = 0; i < columns.size(); i++) {
      for (int j = i + 1; j < columns.size(); j++) {
        pairs.add(sameOrBothNull(columns.get(i), columns.get(j)));
      }
    }
    return Condition.any(pairs);
  }

  private static Condition pairIn(Arguments a) {
    List<Condition> pairs = new ArrayList<>();
    for (List<Object> pair : a.tuples("value_pairs_set", 2)) {
      pairs.add(
          Condition.all(
              List.of(is(a.text("column_A"), pair.get(0)), is(a.text("column_B"), pair.get(1)))));
    }
    return pairs.isEmpty() ? new Condition.Constant(false) : Condition.any(pairs);
  }

  private static Condition is(String column, Object value) {
    return value == null ? Condition.isNull(column) : new Compare(column, Operator.EQUAL, value);
  }
}
