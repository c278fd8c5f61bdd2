package io.caravan.bronze;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Builds the statement that reads rows of a table. Only names that were found in the database ever
 * come in here, and always quoted.
 */
final class Selection {
  private final Dialect dialect;
  private final SourceTable table;
  private final List<String> conditions = new ArrayList<>();
  private final List<Object> parameters = new ArrayList<>();
  private String orNull = "";
  private String tail = "";

  Selection(Dialect dialect, SourceTable table) {
    this.dialect = dialect;
    this.table = table;
  }

  Selection atLeast(String column, Object value) {
    return condition(dialect.quote(column) + " >= ?", value);
  }

  Selection below(String column, Object value) {
    return condition(dialect.quote(column) + " < ?", value);
  }

  Selection isNull(String column) {
    conditions.add(dialect.quote(column) + " is null");
    return this;
  }

  /** Rows without the value count as within, wherever the conditions put the others. */
  Selection orNull(String column) {
    orNull = " or " + dialect.quote(column) + " is null";
    return this;
  }

  /** After a row, in the order of (first, second). */
  Selection after(String first, Object firstValue, String second, Object secondValue) {
    String a = dialect.quote(first);
    conditions.add("(%s > ? or (%s = ? and %s > ?))".formatted(a, a, dialect.quote(second)));
    parameters.addAll(List.of(firstValue, firstValue, secondValue));
    return this;
  }

  Selection firstInOrder(String first, String second, int rows) {
    tail = " order by %s, %s limit %d".formatted(dialect.quote(first), dialect.quote(second), rows);
    return this;
  }

  private Selection condition(String sql, Object value) {
    conditions.add(sql);
    parameters.add(value);
    return this;
  }

  Statement statement() {
    String columns =
        table.columns().stream().map(SourceColumn::expression).collect(Collectors.joining(", "));
    String where =
        conditions.isEmpty() ? "" : " where (" + String.join(" and ", conditions) + ")" + orNull;
    return new Statement("select " + columns + " from " + from() + where + tail, parameters);
  }

  /** The largest value of a column. */
  String largest(String column) {
    return "select max(%s) from %s".formatted(dialect.quote(column), from());
  }

  private String from() {
    return table.schema().isEmpty()
        ? dialect.quote(table.name())
        : dialect.quote(table.schema()) + "." + dialect.quote(table.name());
  }
}
