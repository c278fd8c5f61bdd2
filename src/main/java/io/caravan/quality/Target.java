package io.caravan.quality;

import io.caravan.engine.SqlSession;
import io.caravan.record.Column;
import io.caravan.record.ColumnType;
import io.caravan.record.Columns;
import io.caravan.record.DatasetName;
import io.caravan.record.Spelling;
import java.util.Optional;

/**
 * The rows that one expectation is about.
 *
 * @param dataset bound in the session
 * @param columns its columns
 * @param domain which of its rows count; empty for all
 * @param file whether they are those of a bound file: then they have an order, and a number serves
 *     where text is wanted, as in pandas
 */
record Target(DatasetName dataset, Columns columns, Optional<Condition> domain, boolean file) {
  String table() {
    return Sql.name(dataset.namespace()) + "." + Sql.name(dataset.table());
  }

  Column column(String name) {
    return columns
        .find(name)
        .orElseThrow(
            () ->
                new CannotCheck(
                    "There is no column '%s' in %s. %s"
                        .formatted(
                            name,
                            dataset,
                            Spelling.didYouMean(
                                name,
                                columns.names(),
                                "Its columns are " + String.join(", ", columns.names()) + "."))));
  }

  boolean isNumber(Column column) {
    return column.type() instanceof ColumnType.Decimal
        || column.type() == ColumnType.Simple.INT
        || column.type() == ColumnType.Simple.LONG
        || column.type() == ColumnType.Simple.FLOAT
        || column.type() == ColumnType.Simple.DOUBLE;
  }

  /** The quoted column, which must hold numbers. */
  String number(String name, String what) {
    Column column = column(name);
    if (!isNumber(column)) {
      throw new CannotCheck(
          "Cannot compute the %s of column '%s': it is %s, not a number."
              .formatted(what, name, column.type()));
    }
    return Sql.name(name);
  }

  /** The quoted column, which must hold text. */
  String text(String name, String what) {
    Column column = column(name);
    if (file && column.type() instanceof ColumnType.Simple) {
      return column.type() == ColumnType.Simple.STRING
          ? Sql.name(name)
          : "CAST(" + Sql.name(name) + " AS VARCHAR)";
    } else if (column.type() != ColumnType.Simple.STRING) {
      throw new CannotCheck(
          "Cannot %s column '%s': it is %s, not a string.".formatted(what, name, column.type()));
    }
    return Sql.name(name);
  }

  /** The quoted column, whatever it holds. */
  String any(String name) {
    return Sql.name(column(name).name());
  }

  /** An aggregate over the rows that count. */
  String over(String aggregate) {
    return domain.map(d -> aggregate + " FILTER (WHERE " + d.sql(this) + ")").orElse(aggregate);
  }

  /** An aggregate over those of the rows that count of which a predicate is true. */
  String over(String aggregate, String predicate) {
    String both =
        domain.map(d -> "(" + d.sql(this) + ") AND (" + predicate + ")").orElse(predicate);
    return aggregate + " FILTER (WHERE " + both + ")";
  }

  /** {@code FROM ... WHERE ...} for the rows that count and of which a predicate is true. */
  String rows(String predicate) {
    return rows(table(), predicate);
  }

  String rows(String from, String predicate) {
    return " FROM "
        + from
        + " WHERE "
        + domain.map(d -> "(" + d.sql(this) + ") AND ").orElse("")
        + "("
        + predicate
        + ")";
  }

  /** The table with the number of each row in the column {@link SqlSession#ROW}. */
  String numbered() {
    return Sql.name(dataset.namespace()) + "." + Sql.name(dataset.table() + SqlSession.NUMBERED);
  }

  /**
   * Columns of the rows that count and of which a predicate is true. Those of a file come in its
   * order, their numbers last.
   *
   * @param order how those of a table are ordered; empty when they need no order
   */
  Finding.Query examples(String columns, String predicate, Finding.Shape shape, String order) {
    if (!file) {
      String query =
          "SELECT " + columns + rows(predicate) + (order.isEmpty() ? "" : " ORDER BY " + order);
      return new Finding.Query("unexpected_list", query, shape, false);
    }
    String row = Sql.name(SqlSession.ROW);
    String query =
        "SELECT " + columns + ", " + row + rows(numbered(), predicate) + " ORDER BY " + row;
    return new Finding.Query("unexpected_list", query, shape, true);
  }

  /** {@code FROM ... WHERE ...} for the rows that count. */
  String rows() {
    return " FROM " + table() + domain.map(d -> " WHERE " + d.sql(this)).orElse("");
  }
}
