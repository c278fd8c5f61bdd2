package io.caravan.quality;

import io.caravan.quality.RowTest.Answer;
import io.caravan.record.Column;
import java.math.BigDecimal;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A question about one row, answered with yes, no or unknown as SQL answers it: the one definition
 * from which both the SQL over a table and the check of a single record in Java come.
 */
public sealed interface Condition {
  /** The predicate in SQL. */
  String sql(Target target);

  /**
   * The same question for single rows.
   *
   * @throws CannotCheck when it takes the SQL engine
   */
  RowTest over(Slots slots);

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
    public RowTest over(Slots slots) {
      int slot = slots.of(column);
      return row -> Answer.of(row[slot] == null);
    }
  }

  /** Always the same answer. */
  record Constant(boolean answer) implements Condition {
    @Override
    public String sql(Target target) {
      return answer ? "TRUE" : "FALSE";
    }

    @Override
    public RowTest over(Slots slots) {
      return row -> Answer.of(answer);
    }
  }

  /** The opposite; unknown stays unknown. */
  record Not(Condition condition) implements Condition {
    @Override
    public String sql(Target target) {
      return "NOT (" + condition.sql(target) + ")";
    }

    @Override
    public RowTest over(Slots slots) {
      RowTest test = condition.over(slots);
      return row -> test.of(row).opposite();
    }
  }

  /** All are true. */
  record All(List<Condition> conditions) implements Condition {
    @Override
    public String sql(Target target) {
      return joined(conditions, " AND ", target);
    }

    @Override
    public RowTest over(Slots slots) {
      return decided(conditions, slots, Answer.NO);
    }
  }

  /** At least one is true. */
  record Any(List<Condition> conditions) implements Condition {
    @Override
    public String sql(Target target) {
      return joined(conditions, " OR ", target);
    }

    @Override
    public RowTest over(Slots slots) {
      return decided(conditions, slots, Answer.YES);
    }
  }

  private static String joined(List<Condition> conditions, String word, Target target) {
    return conditions.stream()
        .map(c -> c.sql(target))
        .collect(Collectors.joining(")" + word + "(", "(", ")"));
  }

  /** One {@code deciding} answer decides; else one unknown makes all unknown. */
  private static RowTest decided(List<Condition> conditions, Slots slots, Answer deciding) {
    RowTest[] tests = conditions.stream().map(c -> c.over(slots)).toArray(RowTest[]::new);
    return row -> {
      Answer answer = deciding.opposite();
      for (RowTest test : tests) {
        Answer one = test.of(row);
        if (one == deciding) {
          return deciding;
        }
        answer = one == Answer.UNKNOWN ? one : answer;
      }
      return answer;
    };
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

    String sql() {
      return sql;
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
    public RowTest over(Slots slots) {
      int slot = slots.of(column);
      if (value == null) {
        return row -> Answer.UNKNOWN;
      }
      Operand operand = Operand.of(value);
      return row ->
          row[slot] == null
              ? Answer.UNKNOWN
              : Answer.of(operator.holds(operand.compare(row[slot])));
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
    public RowTest over(Slots slots) {
      int a = slots.of(left);
      int b = slots.of(right);
      return row ->
          row[a] == null || row[b] == null
              ? Answer.UNKNOWN
              : Answer.of(operator.holds(Values.compareColumns(row[a], row[b])));
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
      List<String> literals = values.stream().flatMap(v -> literal(v, found, target)).toList();
      return literals.isEmpty()
          ? Sql.name(column) + " IS NULL AND NULL"
          : Sql.name(column) + " IN (" + String.join(", ", literals) + ")";
    }

    @Override
    public RowTest over(Slots slots) {
      int slot = slots.of(column);
      Members members = new Members(values);
      return row -> row[slot] == null ? Answer.UNKNOWN : Answer.of(members.contain(row[slot]));
    }
  }

  /**
   * A value of another kind than its column is equal to none in a file, and a mistake in a table.
   */
  private static Stream<String> literal(Object value, Column column, Target target) {
    try {
      return Stream.of(Literals.sql(value, column));
    } catch (CannotCheck e) {
      if (target.file()) {
        return Stream.empty();
      }
      throw e;
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
    public RowTest over(Slots slots) {
      return text(slots.of(column), "match a pattern with", t -> regex.java().matcher(t).find());
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
    public RowTest over(Slots slots) {
      Pattern java = pattern.java();
      return text(slots.of(column), "match a like pattern with", t -> java.matcher(t).matches());
    }
  }

  /** The number of characters of the column's text, compared. */
  record Length(String column, Operator operator, BigDecimal length) implements Condition {
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
    public RowTest over(Slots slots) {
      return text(
          slots.of(column),
          "measure the length of",
          t ->
              operator.holds(
                  BigDecimal.valueOf(t.codePointCount(0, t.length())).compareTo(length)));
    }
  }

  /** A test of a text; unknown of a null. */
  private static RowTest text(int slot, String what, Predicate<String> test) {
    return row -> {
      if (row[slot] == null) {
        return Answer.UNKNOWN;
      } else if (row[slot] instanceof String text) {
        return Answer.of(test.test(text));
      }
      throw new CannotCheck(
          "Cannot %s %s: it is no text.".formatted(what, Values.shown(row[slot])));
    };
  }

  /** The sum of the columns is that number; unknown when one has no value. */
  record SumEquals(List<String> columns, BigDecimal total) implements Condition {
    @Override
    public String sql(Target target) {
      return columns.stream().map(c -> target.number(c, "sum")).collect(Collectors.joining(" + "))
          + " = "
          + Literals.number(total);
    }

    @Override
    public RowTest over(Slots slots) {
      int[] parts = columns.stream().mapToInt(slots::of).toArray();
      return row -> {
        BigDecimal sum = BigDecimal.ZERO;
        for (int part : parts) {
          if (row[part] == null) {
            return Answer.UNKNOWN;
          }
          sum = sum.add(Values.number(row[part], "sum"));
        }
        return Answer.of(sum.compareTo(total) == 0);
      };
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
    public RowTest over(Slots slots) {
      throw new CannotCheck("it takes the SQL engine");
    }
  }
}
