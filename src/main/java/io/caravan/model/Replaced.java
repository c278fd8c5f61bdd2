package io.caravan.model;

import io.caravan.lake.Scan;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The rows that an incremental model's new rows take the place of: {@code incremental_predicates}.
 */
record Replaced(Build build) {
  private static final String MATCHED = "caravan_matched";

  /** What has to be true of a row for a new one to take its place, in SQL. */
  static List<String> predicates(Config config) {
    return config.texts(config.has("predicates") ? "predicates" : "incremental_predicates");
  }

  /** The predicates, with {@code n} for the new rows and {@code o} for those that are there. */
  String alsoTrue() {
    return predicates(build.node().config()).stream()
        .map(
            predicate ->
                " AND ("
                    + predicate
                        .replaceAll("(?i)\\bDBT_INTERNAL_DEST\\b", "o")
                        .replaceAll("(?i)\\bDBT_INTERNAL_SOURCE\\b", "n")
                    + ")")
        .collect(Collectors.joining());
  }

  /** Where the rows are that new ones take the place of. */
  Map<String, long[]> in(Scan before, List<String> key) {
    if (predicates(build.node().config()).isEmpty()) {
      return build
          .bench()
          .session()
          .locate(
              before, key, "SELECT " + Incremental.quoted(key) + " FROM " + Incremental.NEW_ROWS);
    }
    build.bench().bind(build.dataset());
    List<String> told = told(before, key);
    build.bench().session().execute("CREATE OR REPLACE TEMP TABLE " + MATCHED + matched(key, told));
    String sameKeys =
        "SELECT count(*) FROM %s AS o WHERE EXISTS (SELECT 1 FROM %s AS n WHERE %s)"
            .formatted(Relation.quote(build.dataset()), MATCHED, Incremental.join(key));
    boolean alone =
        build.bench().count(sameKeys) == build.bench().count("SELECT count(*) FROM " + MATCHED);
    // Rows of a key for which the predicates are not true stay, so those others are looked for by
    // what the predicates tell them apart by too.
    List<String> by = alone ? key : told;
    if (!alone) {
      requireFilled(by);
    }
    return build
        .bench()
        .session()
        .locate(before, by, "SELECT DISTINCT " + Incremental.quoted(by) + " FROM " + MATCHED);
  }

  /** The key, and the columns that the predicates name. */
  private List<String> told(Scan before, List<String> key) {
    String all = String.join(" ", predicates(build.node().config()));
    List<String> told = new ArrayList<>(key);
    before.fields().stream()
        .map(Scan.Field::name)
        .filter(name -> !key.contains(name))
        .filter(
            name -> Pattern.compile("(?i)\\b" + Pattern.quote(name) + "\\b").matcher(all).find())
        .forEach(told::add);
    return told;
  }

  private String matched(List<String> key, List<String> told) {
    String select =
        told.stream().map(name -> "o." + Relation.quote(name)).collect(Collectors.joining(", "));
    String from = " AS SELECT " + select + " FROM " + Relation.quote(build.dataset()) + " AS o";
    // As dbt writes them: a merge joins both sides, delete+insert looks at the old rows alone.
    return Incremental.strategy(build.node().config()).equals("merge")
        ? from + " JOIN " + Incremental.NEW_ROWS + " AS n ON " + Incremental.join(key) + alsoTrue()
        : "%s WHERE EXISTS (SELECT 1 FROM (SELECT DISTINCT %s FROM %s) AS n WHERE %s)%s"
            .formatted(
                from,
                Incremental.quoted(key),
                Incremental.NEW_ROWS,
                Incremental.join(key),
                alsoTrue());
  }

  private void requireFilled(List<String> columns) {
    String empty =
        columns.stream()
            .map(name -> Relation.quote(name) + " IS NULL")
            .collect(Collectors.joining(" OR "));
    if (build.bench().count("SELECT count(*) FROM " + MATCHED + " WHERE " + empty) > 0) {
      throw new NodeFailure(
          "Cannot replace rows of %s: keys stand there twice, and what incremental_predicates tell them apart by is null. Name a column that is filled, or remove the rows that stand twice."
              .formatted(build.dataset()));
    }
  }
}
