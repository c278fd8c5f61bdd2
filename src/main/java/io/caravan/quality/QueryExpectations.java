package io.caravan.quality;

import static io.caravan.quality.ExpectationType.whole;
import static io.caravan.quality.Kwarg.optional;
import static io.caravan.quality.Kwarg.required;

import io.caravan.engine.SqlSession;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Expectations about what the user's own SQL finds. */
final class QueryExpectations {
  /** As many rows as Great Expectations looks at. */
  private static final int MOST_ROWS = 200;

  private QueryExpectations() {}

  static List<ExpectationType> all() {
    return List.of(
        whole(
            "unexpected_rows_expectation",
            "A query finds no row.",
            List.of(
                required("unexpected_rows_query", "SQL; {batch} stands for the table"),
                optional("description", "what is wrong with such rows")),
            QueryExpectations::unexpectedRows),
        whole(
            "expect_query_results_to_match_comparison",
            "Two queries find the same rows, in any order; of each at most 200 are compared.",
            List.of(
                required("base_query", "SQL; {batch} stands for the table"),
                required("comparison_query", "SQL that gives as many columns"),
                optional(
                    "comparison_data_source_name",
                    "read for compatibility: both queries ask the lake"),
                optional(
                    "mostly", "the share of rows that must be the same, 0 to 1; 1 by default")),
            QueryExpectations::sameRows));
  }

  private static String query(Arguments a, String name) {
    return a.text(name).strip().replaceAll("[;\\s]+$", "");
  }

  private static String filled(String query, Target target) {
    return query.replace("{batch}", target.table()).replace("{{", "{").replace("}}", "}");
  }

  private static Rule unexpectedRows(Arguments a) {
    String query = query(a, "unexpected_rows_query");
    return target -> {
      String rows = "(" + filled(query, target) + "\n)";
      return Check.query(
          "SELECT *, count(*) OVER () FROM " + rows + " LIMIT " + MOST_ROWS,
          answers -> {
            SqlSession.Result found = answers.queries().get(0);
            int last = found.columns().names().size() - 1;
            List<Map<String, Object>> shown =
                found.rows().stream().map(row -> named(found, row.subList(0, last))).toList();
            long count = shown.isEmpty() ? 0 : ((Number) found.rows().get(0).get(last)).longValue();
            Map<String, Object> facts = new LinkedHashMap<>();
            facts.put("observed_value", count);
            facts.put("details", Map.of("unexpected_rows", shown));
            return new Finding(
                count == 0,
                Optional.empty(),
                facts,
                List.of(),
                count == 0 ? Optional.empty() : Optional.of("SELECT * FROM " + rows));
          });
    };
  }

  private static Map<String, Object> named(SqlSession.Result result, List<Object> row) {
    Map<String, Object> named = new LinkedHashMap<>();
    for (int i = 0; i < row.size(); i++) {
      named.put(result.columns().names().get(i), row.get(i));
    }
    return named;
  }

  private static Rule sameRows(Arguments a) {
    String base = query(a, "base_query");
    String other = query(a, "comparison_query");
    double mostly = a.mostly();
    return target -> {
      List<String> queries =
          List.of(base, other).stream()
              .map(q -> "SELECT * FROM (" + filled(q, target) + "\n) LIMIT " + MOST_ROWS)
              .toList();
      return new Check(
          List.of(),
          queries,
          answers -> compared(answers.queries().get(0), answers.queries().get(1), mostly));
    };
  }

  private static Finding compared(SqlSession.Result base, SqlSession.Result other, double mostly) {
    List<Map<String, Object>> unexpected = without(base, other);
    List<Map<String, Object>> missing = without(other, base);
    long most = Math.max(base.rows().size(), other.rows().size());
    long matching = base.rows().size() - unexpected.size();
    double percent = most == 0 ? 0 : (1 - (double) matching / most) * 100;
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("unexpected_count", most - matching);
    facts.put("unexpected_percent", percent);
    Map<String, Object> details = new LinkedHashMap<>();
    details.put("missing_rows", missing);
    details.put("unexpected_rows", unexpected);
    facts.put("details", details);
    return Finding.of(100 - percent >= mostly * 100, facts);
  }

  /** Rows of one that the other lacks, as often as it lacks them. */
  private static List<Map<String, Object>> without(SqlSession.Result of, SqlSession.Result other) {
    Map<List<Object>, Long> counts =
        other.rows().stream()
            .map(QueryExpectations::comparable)
            .collect(Collectors.groupingBy(row -> row, Collectors.counting()));
    List<Map<String, Object>> left = new ArrayList<>();
    for (List<Object> row : of.rows()) {
      if (counts.merge(comparable(row), -1L, Long::sum) < 0) {
        left.add(named(of, row));
      }
    }
    return left;
  }

  /** Numbers of one size are the same whatever their types. */
  private static List<Object> comparable(List<Object> row) {
    List<Object> comparable = new ArrayList<>();
    row.forEach(
        v -> comparable.add(v instanceof Integer i ? (Object) i.longValue() : Values.distinct(v)));
    return comparable;
  }
}
