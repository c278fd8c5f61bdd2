package io.caravan.model;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The tests whose count of failures is known without their rows: dbt's own and the commonest of
 * dbt_utils. What is counted is what {@code select count(*)} over the test's rows would give.
 *
 * @param from the relation that is scanned, its {@code where} included
 * @param aggregate an expression over that scan; empty when the test asks a query of its own
 * @param query a query for the one count; empty for an aggregate
 * @param unique the column that must not hold a value twice; empty for every other check
 * @param failing of each row of the scan, whether it is one of those that fail
 */
record FastCheck(String from, String aggregate, String query, String unique, String failing) {
  // What may say something else of a row that has not changed: other tables, time, chance.
  private static final Pattern UNSTEADY =
      Pattern.compile(
          "(?i)\\b(select|current_\\w+|now|today|localtime\\w*|age|random|uuid|gen_random_uuid|get_current_\\w+)\\b");
  // Once not in the future, never in the future again.
  private static final Pattern PAST_STAYS_PAST =
      Pattern.compile(
          "(?i)count\\(\\*\\) FILTER \\(WHERE NOT \\(\\s*\\w+\\s*<=?\\s*(current_timestamp|now\\(\\))\\s*\\)\\)");
  private static final String SUBQUERY = "(select * from ";

  /** Macros this class stands for, as long as no project redefines them. */
  static final Set<String> MACROS =
      Set.of(
          "dbt.test_not_null",
          "dbt.test_unique",
          "dbt.test_accepted_values",
          "dbt.test_relationships",
          "dbt_utils.test_expression_is_true",
          "dbt_utils.test_not_empty_string",
          "dbt_utils.test_accepted_range",
          "dbt_utils.test_unique_combination_of_columns");

  /** True when rows that passed it still do as long as they stay as they are. */
  boolean isOfEachRow() {
    String where = from.startsWith(SUBQUERY) ? from.substring(SUBQUERY.length()) : "";
    boolean steady =
        !UNSTEADY.matcher(aggregate).find() || PAST_STAYS_PAST.matcher(aggregate).matches();
    return !aggregate.isEmpty() && steady && !UNSTEADY.matcher(where).find();
  }

  /** Of each row of the relation, whether it fails; its {@code where} included. */
  String failingOf(String relation) {
    String narrowed = SUBQUERY + relation + " where ";
    return from.startsWith(narrowed)
        ? "(" + from.substring(narrowed.length(), from.lastIndexOf(')')) + ") AND (" + failing + ")"
        : failing;
  }

  /** The same over another relation. */
  FastCheck over(String relation, String other) {
    return new FastCheck(from.replace(relation, other), aggregate, query, unique, failing);
  }

  /** What tells this check from every other one of a dataset. */
  String key() {
    return Digests.sha256(from + "\n" + aggregate + "\n" + query);
  }

  /**
   * @param macro package and name of the macro the test would call
   * @param from the relation the test looks at
   * @param arguments what it is called with, {@code column_name} included
   */
  static Optional<FastCheck> of(String macro, String from, Config arguments) {
    String column = arguments.text("column_name", "");
    return switch (macro) {
      case "dbt.test_not_null" -> scan(from, column + " IS NULL");
      case "dbt.test_accepted_values" -> values(from, column, arguments);
      case "dbt.test_unique" -> twice(from, column, column);
      case "dbt.test_relationships" -> relationships(from, column, arguments);
      case "dbt_utils.test_expression_is_true" ->
          scan(
              from,
              "NOT ("
                  + (column.isEmpty() ? "" : column + " ")
                  + arguments.text("expression", "")
                  + ")");
      case "dbt_utils.test_not_empty_string" ->
          scan(
              from,
              (arguments.flag("trim_whitespace", true) ? "trim(" + column + ")" : column)
                  + " = ''");
      case "dbt_utils.test_accepted_range" -> range(from, column, arguments);
      case "dbt_utils.test_unique_combination_of_columns" ->
          arguments.flag("quote_columns", false)
              ? Optional.empty()
              : twice(from, String.join(", ", arguments.texts("combination_of_columns")), "");
      default -> Optional.empty();
    };
  }

  private static Optional<FastCheck> scan(String from, String failing) {
    return Optional.of(
        new FastCheck(from, "count(*) FILTER (WHERE " + failing + ")", "", "", failing));
  }

  // dbt groups by value: a wrong value counts once, however many rows hold it.
  private static Optional<FastCheck> values(String from, String column, Config arguments) {
    List<String> accepted = arguments.texts("values");
    if (accepted.isEmpty()) {
      return Optional.empty();
    }
    boolean quote = arguments.flag("quote", true);
    String list =
        accepted.stream()
            .map(value -> quote ? "'" + value + "'" : value)
            .collect(Collectors.joining(", "));
    String failing = column + " NOT IN (" + list + ")";
    return Optional.of(
        new FastCheck(
            from,
            "count(DISTINCT " + column + ") FILTER (WHERE " + failing + ")",
            "",
            "",
            failing));
  }

  private static Optional<FastCheck> range(String from, String column, Config arguments) {
    String equal = arguments.flag("inclusive", true) ? "=" : "";
    String failing = "false";
    if (arguments.has("min_value")) {
      failing += " OR NOT (" + column + " >" + equal + " " + arguments.text("min_value", "") + ")";
    }
    if (arguments.has("max_value")) {
      failing += " OR NOT (" + column + " <" + equal + " " + arguments.text("max_value", "") + ")";
    }
    return scan(from, failing);
  }

  private static Optional<FastCheck> twice(String from, String key, String notNull) {
    String where = notNull.isEmpty() ? "" : " WHERE " + notNull + " IS NOT NULL";
    String twice = " FROM " + from + where + " GROUP BY " + key + " HAVING count(*) > 1";
    return Optional.of(
        new FastCheck(
            from,
            "",
            "SELECT count(*) FROM (SELECT 1" + twice + ") AS twice",
            notNull,
            "(" + key + ") IN (SELECT " + key + twice + ")"));
  }

  private static Optional<FastCheck> relationships(String from, String column, Config arguments) {
    String to = arguments.text("to", "");
    String field = arguments.text("field", "");
    return Optional.of(
        new FastCheck(
            from,
            "",
            "SELECT count(*) FROM (SELECT %s AS from_field FROM %s WHERE %s IS NOT NULL) AS child WHERE NOT EXISTS (SELECT 1 FROM (SELECT %s AS to_field FROM %s) AS parent WHERE parent.to_field = child.from_field)"
                .formatted(column, from, column, field, to),
            "",
            "%1$s IS NOT NULL AND %1$s NOT IN (SELECT %2$s FROM %3$s WHERE %2$s IS NOT NULL)"
                .formatted(column, field, to)));
  }
}
