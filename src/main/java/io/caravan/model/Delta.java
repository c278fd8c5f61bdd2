package io.caravan.model;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What a candidate has beyond a version whose verdicts are known, so that a check may look at the
 * new rows alone. The count it comes to is the same as over all rows, because the others are known
 * to give none.
 *
 * @param relation the dataset as SQL names it
 * @param added the new rows as SQL names them; empty when there are none
 * @param passed keys of the checks that every row of the version before passed
 * @param mergedBy the key by which new rows replaced old ones; empty when they did not
 */
record Delta(String relation, String added, Set<String> passed, List<String> mergedBy) {
  static final Delta UNKNOWN = new Delta("", "", Set.of(), List.of());

  /** True when the check is known to find nothing, without asking. */
  boolean settles(FastCheck check) {
    if (!passed.contains(check.key())) {
      return false;
    }
    boolean byMerge =
        !check.unique().isEmpty()
            && mergedBy.equals(List.of(check.unique()))
            && check.from().equals(relation);
    return byMerge || (added.isEmpty() && (check.isOfEachRow() || !check.unique().isEmpty()));
  }

  /** The check over what is new; empty when all rows must be looked at. */
  Optional<FastCheck> narrowed(FastCheck check) {
    if (!passed.contains(check.key()) || added.isEmpty()) {
      return Optional.empty();
    }
    if (check.isOfEachRow()) {
      return Optional.of(check.over(relation, added));
    }
    if (check.unique().isEmpty() || !check.from().equals(relation)) {
      return Optional.empty();
    }
    String column = check.unique();
    String query =
        "SELECT count(*) FROM (SELECT 1 FROM %s WHERE %s IN (SELECT %s FROM %s WHERE %s IS NOT NULL) GROUP BY %s HAVING count(*) > 1) AS twice"
            .formatted(relation, column, column, added, column, column);
    return Optional.of(new FastCheck(relation, "", query, column, check.failing()));
  }
}
