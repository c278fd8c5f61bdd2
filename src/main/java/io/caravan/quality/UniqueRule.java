package io.caravan.quality;

import io.caravan.quality.Finding.Examples;
import io.caravan.quality.Finding.Shape;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;

/**
 * No two rows have the same values in the columns. Every row of a repeated value is wrong; rows with a null equal no other.
 *
 * @param columns one or more
 * @param missing rows that are left out
 */
record UniqueRule(List<String> columns, Optional<Condition> missing, double mostly, Shape shape) implements Rule {
  @Override
  public Check compile(Target target) {
    String key = columns.stream().map(target::any).collect(Collectors.joining(", "));
    String present = columns.stream().map(c -> Sql.name(c) + " IS NOT NULL").collect(Collectors.joining(" AND "));
    String repeated = "SELECT " + key + target.rows(present) + " GROUP BY " + key + " HAVING count(*) > 1";
    String rows = target.rows("(" + key + ") IN (" + repeated + ")");
    // Which values are fetched must not depend on the threads of the engine.
    String first = target.rows("(" + key + ") IN (" + repeated + " ORDER BY " + key + " LIMIT 200)") + " ORDER BY " + key;
    String judged = missing.map(m -> target.over("count(*)", Condition.not(m).sql(target))).orElse(target.over("count(*)"));
    return new Check(
        List.of(target.over("count(*)"), judged),
        List.of("SELECT coalesce(sum(k), 0) FROM (SELECT count(*) AS k" + target.rows(present) + " GROUP BY " + key + " HAVING count(*) > 1)"),
        answers -> {
          long elements = answers.count(0);
          long unexpected = ((Number) answers.rows().get(0).get(0)).longValue();
          Counts counts = new Counts(elements, OptionalLong.of(elements - answers.count(1)), unexpected);
          return new Finding(
              counts.pass(mostly),
              Optional.of(counts),
              Map.of(),
              unexpected > 0 ? List.of(new Examples("unexpected_list", "SELECT " + key + first, shape)) : List.of(),
              unexpected > 0 ? Optional.of("SELECT *" + rows) : Optional.empty());
        });
  }
}
