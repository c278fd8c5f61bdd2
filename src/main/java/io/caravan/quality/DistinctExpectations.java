package io.caravan.quality;

import static io.caravan.quality.ExpectationType.of;
import static io.caravan.quality.Kwarg.optional;
import static io.caravan.quality.Kwarg.required;

import io.caravan.quality.Finding.Examples;
import io.caravan.quality.Finding.Shape;
import io.caravan.quality.WindowRule.WindowFinding;
import io.caravan.quality.WindowRule.WrongRows;
import io.caravan.record.Column;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Expectations about the different values that a column has, however often. */
final class DistinctExpectations {
  private static final Kwarg COLUMN = required("column", "the column");
  private static final Kwarg SET = required("value_set", "the values; dates as text");

  private DistinctExpectations() {}

  static List<ExpectationType> all() {
    return List.of(
        of(
            "expect_column_distinct_values_to_be_in_set",
            "Every value is one of a set.",
            List.of(COLUMN, SET),
            a -> rule(a, true, false)),
        of(
            "expect_column_distinct_values_to_contain_set",
            "Every value of a set occurs.",
            List.of(COLUMN, SET),
            a -> rule(a, false, true)),
        of(
            "expect_column_distinct_values_to_equal_set",
            "Exactly the values of a set occur.",
            List.of(COLUMN, SET),
            a -> rule(a, true, true)),
        of(
            "expect_column_most_common_value_to_be_in_set",
            "The value that occurs most often is one of a set.",
            List.of(COLUMN, SET, optional("ties_okay", "true when it may share the first place")),
            a -> mostCommon(a.column(), a.values("value_set"), a.flag("ties_okay"))));
  }

  private static Rule rule(Arguments a, boolean nothingElse, boolean everything) {
    List<Object> values = a.values("value_set").stream().filter(Objects::nonNull).toList();
    if (values.isEmpty()) {
      throw a.wrong("value_set", "it is empty", "Give at least one value.");
    }
    String name = a.column();
    return new DistinctRule(
        name, values, nothingElse, everything, table(name, values, nothingElse, everything));
  }

  /** A rule about the set of a column's values, and its check of a table. */
  private record DistinctRule(
      String column, List<Object> values, boolean nothingElse, boolean everything, Rule table)
      implements Rule {
    @Override
    public Check compile(Target target) {
      return table.compile(target);
    }

    @Override
    public boolean namesRows() {
      return nothingElse;
    }

    @Override
    public WindowRule over(Slots slots) {
      int slot = slots.of(column);
      Members members = new Members(values);
      List<Operand> each = values.stream().map(Operand::of).toList();
      return rows -> {
        WrongRows wrong = new WrongRows();
        Set<Object> others = new HashSet<>();
        Map<Object, Object> met = new HashMap<>();
        for (int i = 0; i < rows.size(); i++) {
          Object value = rows.get(i)[slot];
          if (value == null) {
            continue;
          }
          Object distinct = Values.distinct(value);
          if (met.putIfAbsent(distinct, value) == null && !members.contain(value)) {
            others.add(distinct);
          }
          if (nothingElse && others.contains(distinct)) {
            wrong.add(i);
          }
        }
        long missing =
            each.stream()
                .filter(e -> met.values().stream().noneMatch(v -> e.compare(v) == 0))
                .count();
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("observed_value", null);
        if (nothingElse) {
          facts.put("unexpected_count", (long) others.size());
        }
        if (everything) {
          facts.put("missing_count", missing);
        }
        boolean success = !(nothingElse && !others.isEmpty()) && !(everything && missing > 0);
        return new WindowFinding(success, Optional.empty(), facts, wrong);
      };
    }
  }

  private static Rule table(
      String name, List<Object> values, boolean nothingElse, boolean everything) {
    return target -> {
      Column column = target.column(name);
      List<String> set = values.stream().map(v -> Literals.sql(v, column)).distinct().toList();
      String in = Sql.name(name) + " IN (" + String.join(", ", set) + ")";
      String distinct = "count(DISTINCT " + Sql.name(name) + ")";
      return Check.scan(
          List.of(target.over(distinct, "NOT (" + in + ")"), target.over(distinct, in)),
          answers -> {
            long unexpected = nothingElse ? answers.count(0) : 0;
            long missing = everything ? set.size() - answers.count(1) : 0;
            Map<String, Object> facts = new LinkedHashMap<>();
            facts.put("observed_value", null);
            List<Examples> examples = new ArrayList<>();
            if (nothingElse) {
              facts.put("unexpected_count", unexpected);
            }
            if (everything) {
              facts.put("missing_count", missing);
            }
            if (nothingElse) {
              facts.put("partial_unexpected_list", List.of());
              examples.addAll(unexpected == 0 ? List.of() : List.of(others(target, name, in)));
            }
            if (everything) {
              facts.put("partial_missing_list", List.of());
              examples.addAll(missing == 0 ? List.of() : List.of(lacking(target, name, set)));
            }
            Optional<String> rows =
                unexpected == 0
                    ? Optional.empty()
                    : Optional.of("SELECT *" + target.rows("NOT (" + in + ")"));
            return new Finding(
                unexpected == 0 && missing == 0, Optional.empty(), facts, examples, rows);
          });
    };
  }

  private static Examples others(Target target, String name, String in) {
    return new Finding.Query(
        "partial_unexpected_list",
        "SELECT DISTINCT " + Sql.name(name) + target.rows("NOT (" + in + ")") + " ORDER BY 1",
        Shape.VALUE,
        false);
  }

  private static Examples lacking(Target target, String name, List<String> set) {
    String wanted = set.stream().collect(Collectors.joining("), (", "(VALUES (", "))"));
    return new Finding.Query(
        "partial_missing_list",
        "SELECT wanted FROM "
            + wanted
            + " AS w (wanted) WHERE wanted NOT IN (SELECT "
            + Sql.name(name)
            + target.rows(Sql.name(name) + " IS NOT NULL")
            + ")",
        Shape.VALUE,
        false);
  }

  private static Rule mostCommon(String name, List<Object> values, boolean tiesOkay) {
    return target -> {
      String column = target.any(name);
      String counted =
          "SELECT "
              + column
              + " AS v, count(*) AS k"
              + target.rows(column + " IS NOT NULL")
              + " GROUP BY 1";
      String ranked = "SELECT v, rank() OVER (ORDER BY k DESC) AS place FROM (" + counted + ")";
      return Check.query(
          "SELECT v FROM (" + ranked + ") WHERE place = 1 ORDER BY v LIMIT 1000",
          answers -> {
            List<Object> most = answers.rows().stream().map(r -> r.get(0)).toList();
            long known =
                most.stream()
                    .filter(m -> values.stream().anyMatch(v -> Values.compare(m, v).orElse(1) == 0))
                    .count();
            return Finding.observed(tiesOkay ? known > 0 : most.size() == 1 && known == 1, most);
          });
    };
  }
}
