package io.caravan.quality;

import io.caravan.quality.Finding.Shape;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;

/**
 * No two rows have the same values in the columns. Every row of a repeated value is wrong; rows
 * with a null equal no other.
 *
 * @param columns one or more
 * @param missing rows that are left out
 */
record UniqueRule(List<String> columns, Optional<Condition> missing, double mostly, Shape shape)
    implements Rule {
  @Override
  public Check compile(Target target) {
    String key = columns.stream().map(target::any).collect(Collectors.joining(", "));
    String present =
        columns.stream()
            .map(c -> Sql.name(c) + " IS NOT NULL")
            .collect(Collectors.joining(" AND "));
    String repeated = target.rows(present) + " GROUP BY " + key + " HAVING count(*) > 1";
    String judged =
        missing
            .map(m -> target.over("count(*)", Condition.not(m).sql(target)))
            .orElse(target.over("count(*)"));
    String counted = "SELECT sum(n) FROM (SELECT count(*) AS n" + repeated + ")";
    String failing = "(" + key + ") IN (SELECT " + key + repeated + ")";
    return new Check(
        List.of(target.over("count(*)"), judged),
        List.of(counted),
        answers -> {
          Object found = answers.rows().get(0).get(0);
          long unexpected = found == null ? 0 : ((Number) found).longValue();
          long elements = answers.count(0);
          Counts counts =
              new Counts(elements, OptionalLong.of(elements - answers.count(1)), unexpected);
          return new Finding(
              counts.pass(mostly),
              Optional.of(counts),
              Map.of(),
              unexpected == 0
                  ? List.of()
                  : List.of(target.examples(key, failing, shape, columns.size() == 1 ? key : "")),
              unexpected == 0 ? Optional.empty() : Optional.of("SELECT *" + target.rows(failing)));
        });
  }

  @Override
  public boolean namesRows() {
    return true;
  }

  @Override
  public WindowRule over(Slots slots) {
    int[] key = columns.stream().mapToInt(slots::of).toArray();
    RowTest left = missing.map(m -> m.over(slots)).orElse(null);
    return rows -> {
      Map<Object, int[]> occurrences = new HashMap<>();
      long missed = 0;
      for (Object[] row : rows) {
        missed += left != null && left.of(row) == RowTest.Answer.YES ? 1 : 0;
        Object value = key(row, key);
        if (value != null) {
          occurrences.computeIfAbsent(value, none -> new int[1])[0]++;
        }
      }
      WindowRule.WrongRows wrong = new WindowRule.WrongRows();
      for (int i = 0; i < rows.size(); i++) {
        Object value = key(rows.get(i), key);
        if (value != null && occurrences.get(value)[0] > 1) {
          wrong.add(i);
        }
      }
      Counts counts = new Counts(rows.size(), OptionalLong.of(missed), wrong.count());
      return new WindowRule.WindowFinding(
          counts.pass(mostly), Optional.of(counts), Map.of(), wrong);
    };
  }

  /** Null when one of the values is: such a row equals no other. */
  private static Object key(Object[] row, int[] slots) {
    if (slots.length == 1) {
      return Values.distinct(row[slots[0]]);
    }
    List<Object> key = new ArrayList<>(slots.length);
    for (int slot : slots) {
      if (row[slot] == null) {
        return null;
      }
      key.add(Values.distinct(row[slot]));
    }
    return key;
  }
}
