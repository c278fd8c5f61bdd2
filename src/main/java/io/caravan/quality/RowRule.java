package io.caravan.quality;

import io.caravan.quality.Finding.Examples;
import io.caravan.quality.Finding.Shape;
import io.caravan.quality.RowTest.Answer;
import io.caravan.quality.WindowRule.WindowFinding;
import io.caravan.quality.WindowRule.WrongRows;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;

/**
 * A rule about each row on its own: counted in the shared scan, and testable on one record.
 *
 * @param missing rows that are left out of the judgement; empty when every row is judged
 * @param expected what the others must be; a row of which it is unknown is not wrong, and of a null
 *     in the only shown column it must be unknown or true
 * @param mostly the share that must be right, 0 to 1
 * @param shown columns that show what is wrong
 * @param shape how they are shown
 */
record RowRule(
    Optional<Condition> missing, Condition expected, double mostly, List<String> shown, Shape shape)
    implements Rule {
  /** A rule about one column; its nulls are left out. */
  static RowRule column(String column, Condition expected, double mostly) {
    return new RowRule(
        Optional.of(Condition.isNull(column)), expected, mostly, List.of(column), Shape.VALUE);
  }

  @Override
  public Check compile(Target target) {
    shown.forEach(target::column);
    String wrong = Condition.not(expected).sql(target);
    // A condition is never false of a column's null, so leaving nulls out again would only cost
    // time.
    String unexpected =
        missing.isEmpty() || missing.get() instanceof Condition.IsNull
            ? wrong
            : judged(target) + " AND " + wrong;
    String rows = target.rows(unexpected);
    List<Examples> examples = List.of(target.examples(columns(), unexpected, shape, ""));
    return Check.scan(
        List.of(
            target.over("count(*)"),
            missing.map(m -> present(target, m)).orElse("0"),
            target.over("count(*)", unexpected)),
        answers -> {
          long elements = answers.count(0);
          OptionalLong missed =
              missing.isEmpty()
                  ? OptionalLong.empty()
                  : OptionalLong.of(elements - answers.count(1));
          Counts counts = new Counts(elements, missed, answers.count(2));
          boolean wrongRows = counts.unexpected() > 0;
          return new Finding(
              counts.pass(mostly),
              Optional.of(counts),
              Map.of(),
              wrongRows ? examples : List.of(),
              wrongRows ? Optional.of("SELECT *" + rows) : Optional.empty());
        });
  }

  private String judged(Target target) {
    return "(" + Condition.not(missing.get()).sql(target) + ")";
  }

  private static String present(Target target, Condition missing) {
    if (missing instanceof Condition.IsNull one) {
      return target.over("count(" + target.any(one.column()) + ")");
    }
    return target.over("count(*)", Condition.not(missing).sql(target));
  }

  private String columns() {
    return shown.stream().map(Sql::name).collect(Collectors.joining(", "));
  }

  @Override
  public boolean namesRows() {
    return true;
  }

  @Override
  public WindowRule over(Slots slots) {
    RowTest left = missing.map(m -> m.over(slots)).orElse(null);
    RowTest right = expected.over(slots);
    return rows -> {
      WrongRows wrong = new WrongRows();
      long missed = 0;
      for (int i = 0; i < rows.size(); i++) {
        Object[] row = rows.get(i);
        try {
          if (left != null && left.of(row) == Answer.YES) {
            missed++;
          } else if (right.of(row) == Answer.NO) {
            wrong.add(i);
          }
        } catch (CannotCheck e) {
          wrong.add(i, e);
        }
      }
      OptionalLong missing = left == null ? OptionalLong.empty() : OptionalLong.of(missed);
      Counts counts = new Counts(rows.size(), missing, wrong.count());
      return new WindowFinding(counts.pass(mostly), Optional.of(counts), Map.of(), wrong);
    };
  }
}
