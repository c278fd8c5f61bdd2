package io.caravan.quality;

import io.caravan.engine.SqlSession;
import io.caravan.quality.Condition.Operator;
import io.caravan.quality.Finding.Shape;
import io.caravan.quality.WindowRule.WindowFinding;
import io.caravan.quality.WindowRule.WrongRows;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Each value compares with the one before it in the order of a file or a stream; the first one is
 * right, and nulls are left out.
 *
 * @param operator how a value must compare with the one before
 */
record OrderRule(String column, Operator operator, double mostly) implements Rule {
  @Override
  public Check compile(Target target) {
    String value = target.any(column);
    if (!target.file()) {
      throw new CannotCheck(
          "Rows of a table have no order. Hold the file or the stream to it that they come from.");
    }
    String row = Sql.name(SqlSession.ROW);
    String pairs =
        "SELECT *, lag("
            + value
            + ") OVER (ORDER BY "
            + row
            + ") AS \"caravan before\""
            + target.rows(target.numbered(), value + " IS NOT NULL");
    String wrong =
        " FROM (" + pairs + ") WHERE NOT (" + value + " " + operator.sql() + " \"caravan before\")";
    Finding.Query examples =
        new Finding.Query(
            "unexpected_list",
            "SELECT " + value + ", " + row + wrong + " ORDER BY " + row,
            Shape.VALUE,
            true);
    String failing = "SELECT * EXCLUDE (" + row + ", \"caravan before\")" + wrong;
    return new Check(
        List.of(target.over("count(*)"), target.over("count(" + value + ")")),
        List.of("SELECT count(*)" + wrong),
        answers -> {
          long elements = answers.count(0);
          long unexpected = ((Number) answers.rows().get(0).get(0)).longValue();
          Counts counts =
              new Counts(elements, OptionalLong.of(elements - answers.count(1)), unexpected);
          return new Finding(
              counts.pass(mostly),
              Optional.of(counts),
              Map.of(),
              unexpected == 0 ? List.of() : List.of(examples),
              unexpected == 0 ? Optional.empty() : Optional.of(failing));
        });
  }

  @Override
  public boolean namesRows() {
    return true;
  }

  @Override
  public WindowRule over(Slots slots) {
    int slot = slots.of(column);
    return rows -> {
      WrongRows wrong = new WrongRows();
      Object before = null;
      long missed = 0;
      for (int i = 0; i < rows.size(); i++) {
        Object value = rows.get(i)[slot];
        if (value == null) {
          missed++;
          continue;
        }
        try {
          if (before != null && !operator.holds(Values.compareColumns(value, before))) {
            wrong.add(i);
          }
          before = value;
        } catch (CannotCheck e) {
          wrong.add(i, e);
        }
      }
      Counts counts = new Counts(rows.size(), OptionalLong.of(missed), wrong.count());
      return new WindowFinding(counts.pass(mostly), Optional.of(counts), Map.of(), wrong);
    };
  }
}
