package io.caravan.quality;

import static io.caravan.quality.ExpectationType.of;
import static io.caravan.quality.Kwarg.optional;
import static io.caravan.quality.Kwarg.required;

import io.caravan.quality.WindowRule.WindowFinding;
import io.caravan.record.DatasetName;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Expectations about how many rows a table has. */
final class TableExpectations {
  private static final Kwarg VALUE = required("value", "the number");

  private TableExpectations() {}

  static List<ExpectationType> all() {
    return List.of(
        of(
            "expect_table_row_count_to_be_between",
            "The number of rows lies in a range.",
            List.of(
                optional("min_value", "lower bound; none by default"),
                optional("max_value", "upper bound; none by default"),
                optional("strict_min", "true when the lower bound itself is outside"),
                optional("strict_max", "true when the upper bound itself is outside")),
            a -> rows(a.numberBounds(false))),
        of(
            "expect_table_row_count_to_equal",
            "The table has exactly so many rows.",
            List.of(VALUE),
            a ->
                rows(
                    new Bounds(
                        Optional.of(a.number("value")),
                        false,
                        Optional.of(a.number("value")),
                        false))),
        of(
            "expect_table_row_count_to_equal_other_table",
            "The table has as many rows as another.",
            List.of(
                required("other_table_name", "a dataset; without a layer it is in the same one")),
            TableExpectations::sameAs));
  }

  private static Rule rows(Bounds bounds) {
    return Rule.of(
        target ->
            Check.scan(
                List.of(target.over("count(*)")),
                answers -> Finding.observed(bounds.contain(answers.count(0)), answers.count(0))),
        slots ->
            rows -> WindowFinding.observed(bounds.contain((long) rows.size()), (long) rows.size()));
  }

  private static Rule sameAs(Arguments a) {
    String other = a.text("other_table_name");
    try {
      DatasetName checked = DatasetName.parse(other.indexOf('.') < 0 ? "any." + other : other);
      return target -> {
        DatasetName name =
            other.indexOf('.') < 0
                ? new DatasetName(target.dataset().namespace(), checked.table())
                : checked;
        String counted =
            "(SELECT count(*) FROM "
                + Sql.name(name.namespace())
                + "."
                + Sql.name(name.table())
                + ")";
        return new Check(
            List.of(target.over("count(*)")),
            List.of("SELECT " + counted),
            answers -> {
              long theirs = ((Number) answers.rows().get(0).get(0)).longValue();
              Map<String, Object> both = new LinkedHashMap<>();
              both.put("self", answers.count(0));
              both.put("other", theirs);
              return Finding.observed(answers.count(0) == theirs, both);
            });
      };
    } catch (IllegalArgumentException e) {
      throw a.wrong(
          "other_table_name",
          "'" + other + "' is no dataset name",
          "Write it as layer.table, for example silver.users.");
    }
  }
}
