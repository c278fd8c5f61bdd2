package io.caravan.quality;

import io.caravan.record.Column;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A question about one row, answered with yes, no or unknown as SQL answers it: the one definition
 * from which both the SQL over a table and the check of a single record in Java come.
 */
public sealed interface Condition {
  /** The predicate in SQL. */
  String sql(Target target);

  /** Whether it is true of the record; empty when a null makes it unknown. */
  Optional<Boolean> test(Map<String, Object> row);

  static Condition isNull(String column) {
    return new IsNull(column);
  }

  static Condition not(Condition condition) {
    return new Not(condition);
  }

  static Condition all(List<? extends Condition> conditions) {
    return conditions.size() == 1 ? conditions.get(0) : new All(List.copyOf(conditions));
  }

  static Condition any(List<? extends Condition> conditions) {
    return conditions.size() == 1 ? conditions.get(0) : new Any(List.copyOf(conditions));
  }

  /** The column has no value. */
  record IsNull(String column) implements Condition {
    @Override
    public String sql(Target target) {
      return target.any(column) + " IS NULL";
    }

    @Override
    public Optional<Boolean> test(Map<String, Object> row) {
      return Optional.of(row.get(column) == null);
    }
  }

  /** Always the same answer. */
  record Constant(boolean answer) implements Condition {
    @Override
    public String sql(Target target) {
      return answer ? "TRUE" : "FALSE";
    }

    @Override
    public Optional<Boolean> test(Map<String, Object> row) {
      return Optional.of(answer);
    }
  }

  /** The opposite; unknown stays unknown. */
  record Not(Condition condition) implements Condition {
    @Override
    public String sql(Target target) {
      return "NOT (" + condition.sql(target) + ")";
    }

    @Override
    public Optional<Boolean> test(Map<String, Object> row) {
      return condition.test(row).map(answer -> !answer);
    }
  }

  /** All are true. */
  record All(List<Condition> conditions) implements Condition {
    @Override
    public String sql(Target target) {
      return joined(conditions, " AND ", target);
    }

    @Override
    public Optional<Boolean> test(Map<String, Object> row) {
      return decided(conditions, row, false);
    }
  }

  /** At least one is true. */
  record Any(List<Condition> conditions) implements Condition {
    @Override
    public String sql(Target target) {
      return joined(conditions, " OR ", target);
    }

    @Override
    public Optional<Boolean> test(Map<String, Object> row) {
      return decided(conditions, row, true);
    }
  }

  private static String joined(List<Condition> conditions, String word, Target target) {
    return conditions.stream()
        .map(c -> c.sql(target))
        .collect(Collectors.joining(")" + word + "(", "(", ")"));
  }

  /** One {@code deciding} answer decides; else one unknown makes all unknown. */
  private static Optional<Boolean> decided(
      List<Condition> conditions, Map<String, Object> row, boolean deciding) {
    boolean unknown = false;
    for (Condition condition : conditions) {
      Optional<Boolean> answer = condition.test(row);
      if (answer.isPresent() && answer.get() == deciding) {
        return answer;
      }
      unknown |= answer.isEmpty();
    }
    return unknown ? Optional.empty() : Optional.of(!deciding);
  }

  /** How two values compare. */
  enum Operator {
    EQUAL("="),
    NOT_EQUAL("<>"),
    LESS("<"),
    LESS_OR_EQUAL("<="),
    GREATER(">"),
    GREATER_OR_EQUAL(">=");

    private final String sql;

    Operator(String sql) {
      this.sql = sql;
    }

    boolean holds(int compared) {
      return switch (this) {
        case EQUAL -> compared == 0;
        case NOT_EQUAL -> compared != 0;
        case LESS -> compared < 0;
        case LESS_OR_EQUAL -> compared <= 0;
        case GREATER -> compared > 0;
        case GREATER_OR_EQUAL -> compared >= 0;
      };
    }
  }

  /** A column compared with a value of the suite. */
  record Compare(String column, Operator operator, Object value) implements Condition {
    @Override
    public String sql(Target target) {
      Column found = target.column(column);
      return Sql.name(column) + " " + operator.sql + " " + Literals.sql(value, found);
    }

    @Override
    public Optional<Boolean> test(Map<String, Object> row) {
      return Values.compare(row.get(column), value).map(operator::holds);
    }
  }

  /** Two columns compared. */
  record CompareColumns(String left, Operator operator, String right) implements Condition {
    @Override
    public String sql(Target target) {
      Column a = target.column(left);
      Column b = target.column(right);
      if (!a.type().equals(b.type())
          && !(target.isNumber(a) && target.isNumber(b))
          && !(isDay(a) && isDay(b))) {
        throw new CannotCheck(
            "Cannot compare column '%s' (%s) with column '%s' (%s)."
                .formatted(left, a.type(), right, b.type()));
      }
      return Sql.name(left) + " " + operator.sql + " " + Sql.name(right);
    }

    private static boolean isDay(Column column) {
      return column.type() == io.caravan.record.ColumnType.Simple.DATE
          || column.type() == io.caravan.record.ColumnType.Simple.TIMESTAMP;
    }

    @Override
    public Optional<Boolean> test(Map<String, Object> row) {
      return Values.compare(row.get(left), row.get(right)).map(operator::holds);
    }
  }

  /** The column's value is one of those; nulls among them say nothing. */
  record In(String column, List<Object> values) implements Condition {
    public In {
      values = values.stream().filter(Objects::nonNull).distinct().toList();
    }

    @Override
    public String sql(Target target) {
      Column found = target.column(column);
      if (values.isEmpty()) {
        // False of a value, unknown of a null, as with values.
        return Sql.name(column) + " IS NULL AND NULL";
      }
      return values.stream()
          .map(v -> Literals.sql(v, found))
          .collect(Collectors.joining(", ", Sql.name(column) + " IN (", ")"));
    }

    @Override
    public Optional<Boolean> test(Map<String, Object> row) {
      Object value = row.get(column);
      return value == null
          ? Optional.empty()
          : Optional.of(values.stream().anyMatch(v -> Values.compare(value, v).orElse(1) == 0));
    }
  }

  /** The pattern is found somewhere in the column's text. */
  record Matches(String column, Regex regex) implements Condition {
    @Override
    public String sql(Target target) {
      return "regexp_matches("
          + target.text(column, "match a pattern with")
          + ", "
          + Sql.text(regex.re2())
          + ")";
    }

    @Override
    public Optional<Boolean> test(Map<String, Object> row) {
      return Optional.ofNullable(row.get(column))
          .map(text -> regex.java().matcher(text.toString()).find());
    }
  }

  /** The column's text is like an SQL pattern. */
  record Like(String column, LikePattern pattern) implements Condition {
    @Override
    public String sql(Target target) {
      return target.text(column, "match a like pattern with")
          + " LIKE "
          + Sql.text(pattern.pattern())
          + " ESCAPE "
          + Sql.text(String.valueOf(pattern.escape()));
    }

    @Override
    public Optional<Boolean> test(Map<String, Object> row) {
      return Optional.ofNullable(row.get(column))
          .map(text -> pattern.java().matcher(text.toString()).matches());
    }
  }

  /** The number of characters of the column's text, compared. */
  record Length(String column, Operator operator, java.math.BigDecimal length)
      implements Condition {
    @Override
    public String sql(Target target) {
      return "length("
          + target.text(column, "measure the length of")
          + ") "
          + operator.sql
          + " "
          + length.toPlainString();
    }

    @Override
    public Optional<Boolean> test(Map<String, Object> row) {
      return Optional.ofNullable(row.get(column))
          .map(Object::toString)
          .map(
              text ->
                  operator.holds(
                      new java.math.BigDecimal(text.codePointCount(0, text.length()))
                          .compareTo(length)));
    }
  }

  /** The sum of the columns is that number; unknown when one has no value. */
  record SumEquals(List<String> columns, java.math.BigDecimal total) implements Condition {
    @Override
    public String sql(Target target) {
      return columns.stream().map(c -> target.number(c, "sum")).collect(Collectors.joining(" + "))
          + " = "
          + Literals.number(total);
    }

    @Override
    public Optional<Boolean> test(Map<String, Object> row) {
      if (columns.stream().anyMatch(c -> row.get(c) == null)) {
        return Optional.empty();
      }
      return columns.stream()
          .map(c -> new java.math.BigDecimal(row.get(c).toString()))
          .reduce(java.math.BigDecimal::add)
          .map(sum -> sum.compareTo(total) == 0);
    }
  }

  /**
   * A predicate that needs the engine: statistics of the whole table, or a function that only it
   * has.
   */
  record Engine(java.util.function.Function<Target, String> predicate) implements Condition {
    @Override
    public String sql(Target target) {
      return predicate.apply(target);
    }

    @Override
    public Optional<Boolean> test(Map<String, Object> row) {
      throw new UnsupportedOperationException(
          "Cannot check one record: the expectation needs the whole table.");
    }
  }
}
