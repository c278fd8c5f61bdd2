package io.caravan.quality;

import static io.caravan.quality.ExpectationType.whole;
import static io.caravan.quality.Kwarg.optional;
import static io.caravan.quality.Kwarg.required;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Expectations about which columns a table has, of what type: decided without reading a row. */
final class ColumnListExpectations {
  private ColumnListExpectations() {}

  static List<ExpectationType> all() {
    Kwarg column = required("column", "the column");
    return List.of(
        whole(
            "expect_column_to_exist",
            "The table has the column.",
            List.of(column, optional("column_index", "its place, from 0")),
            ColumnListExpectations::exists),
        whole(
            "expect_table_column_count_to_equal",
            "The table has exactly so many columns.",
            List.of(required("value", "the number")),
            a ->
                counted(
                    new Bounds(
                        java.util.Optional.of(a.number("value")),
                        false,
                        java.util.Optional.of(a.number("value")),
                        false))),
        whole(
            "expect_table_column_count_to_be_between",
            "The number of columns lies in a range.",
            List.of(
                optional("min_value", "lower bound; none by default"),
                optional("max_value", "upper bound; none by default")),
            a -> counted(a.numberBounds(false))),
        whole(
            "expect_table_columns_to_match_ordered_list",
            "The table has exactly these columns in this order.",
            List.of(required("column_list", "all columns, in order")),
            a -> ordered(a.texts("column_list"))),
        whole(
            "expect_table_columns_to_match_set",
            "The table has these columns, in any order; names differ in more than case.",
            List.of(
                required("column_set", "columns"),
                optional("exact_match", "false when there may be others")),
            a -> set(a.texts("column_set"), a.flagUnless("exact_match"))),
        whole(
            "expect_column_values_to_be_of_type",
            "The column has a type.",
            List.of(
                column, required("type_", "as SQL, pandas, Spark or the lake names it"), mostly()),
            a -> typed(a.column(), List.of(a.text("type_")))),
        whole(
            "expect_column_type_to_be",
            "The column has a type.",
            List.of(column, required("type_", "as SQL, pandas, Spark or the lake names it")),
            a -> typed(a.column(), List.of(a.text("type_")))),
        whole(
            "expect_column_values_to_be_in_type_list",
            "The column has one of several types.",
            List.of(
                column,
                required("type_list", "as SQL, pandas, Spark or the lake names them"),
                mostly()),
            a -> typed(a.column(), a.texts("type_list"))));
  }

  private static Kwarg mostly() {
    return optional("mostly", "read for compatibility: a column has one type");
  }

  private static Rule exists(Arguments a) {
    String column = a.column();
    // Zero is no index in Great Expectations: it asks for the column anywhere.
    int index = a.has("column_index") ? a.number("column_index").intValue() : 0;
    return target -> {
      List<String> names = target.columns().names();
      int from = index < 0 ? names.size() + index : index;
      boolean there =
          index == 0
              ? names.contains(column)
              : from >= 0 && from < names.size() && names.get(from).equals(column);
      return Check.known(Finding.of(there, Map.of()));
    };
  }

  private static Rule counted(Bounds bounds) {
    return target -> {
      long columns = target.columns().list().size();
      return Check.known(Finding.observed(bounds.contain(columns), columns));
    };
  }

  private static Rule ordered(List<String> wanted) {
    return target -> {
      List<String> names = target.columns().names();
      if (names.equals(wanted)) {
        return Check.known(Finding.observed(true, names));
      }
      List<Map<String, Object>> mismatched = new ArrayList<>();
      for (int i = 0; i < Math.max(wanted.size(), names.size()); i++) {
        String expected = i < wanted.size() ? wanted.get(i) : null;
        String found = i < names.size() ? names.get(i) : null;
        if (!java.util.Objects.equals(expected, found)) {
          Map<String, Object> difference = new LinkedHashMap<>();
          difference.put("Expected Column Position", i);
          difference.put("Expected", expected);
          difference.put("Found", found);
          mismatched.add(difference);
        }
      }
      return Check.known(Finding.of(false, facts(names, Map.of("mismatched", mismatched))));
    };
  }

  private static Rule set(List<String> wanted, boolean exact) {
    return target -> {
      List<String> names = target.columns().names().stream().sorted().toList();
      List<String> unexpected = names.stream().filter(n -> !has(wanted, n)).toList();
      List<String> missing =
          wanted.stream().filter(w -> names.stream().noneMatch(n -> same(w, n))).sorted().toList();
      if (unexpected.isEmpty() && missing.isEmpty()) {
        return Check.known(Finding.observed(true, names));
      }
      Map<String, Object> mismatched = new LinkedHashMap<>();
      if (!unexpected.isEmpty()) {
        mismatched.put("unexpected", unexpected);
      }
      if (!missing.isEmpty()) {
        mismatched.put("missing", missing);
      }
      return Check.known(
          Finding.of(!exact && missing.isEmpty(), facts(names, Map.of("mismatched", mismatched))));
    };
  }

  private static boolean has(List<String> wanted, String name) {
    return wanted.stream().anyMatch(w -> same(w, name));
  }

  /** A name in double quotes must match exactly, others in any case. */
  private static boolean same(String wanted, String name) {
    boolean quoted = wanted.length() > 1 && wanted.startsWith("\"") && wanted.endsWith("\"");
    return quoted
        ? wanted.substring(1, wanted.length() - 1).equals(name)
        : wanted.toLowerCase(Locale.ROOT).equals(name.toLowerCase(Locale.ROOT));
  }

  private static Rule typed(String column, List<String> types) {
    return target -> {
      TypeNames names = TypeNames.of(target.column(column).type());
      return Check.known(
          Finding.observed(
              types.stream().anyMatch(names::include),
              target.file() ? names.pandas() : names.sql()));
    };
  }

  private static Map<String, Object> facts(List<String> names, Map<String, Object> details) {
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("observed_value", names);
    facts.put("details", details);
    return facts;
  }
}
