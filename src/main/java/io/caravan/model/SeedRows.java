package io.caravan.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** A seed's rows as SQL: types found as dbt finds them, or as {@code column_types} says. */
final class SeedRows {
  private static final String TABLE = "caravan_seed_rows";
  private static final int ROWS_A_STATEMENT = 500;
  private static final Pattern INTEGER = Pattern.compile("[-+]?\\d{1,18}");
  private static final Pattern NUMBER =
      Pattern.compile("[-+]?(\\d+\\.?\\d*|\\.\\d+)([eE][-+]?\\d+)?");
  private static final Pattern DATE = Pattern.compile("\\d{4}-\\d{2}-\\d{2}");
  private static final Pattern TIME =
      Pattern.compile(
          "\\d{4}-\\d{2}-\\d{2}[ T]\\d{2}:\\d{2}(:\\d{2}(\\.\\d{1,6})?)?(Z|[+-]\\d{2}:?\\d{2})?");
  private static final Pattern BOOLEAN = Pattern.compile("(?i)true|false");

  private SeedRows() {}

  /** Loads the rows into the session and gives the query that reads them with their types. */
  static String load(Node seed, Workbench bench) {
    String delimiter = seed.config().text("delimiter", ",");
    CsvReader.Table table =
        CsvReader.read(seed.file(), seed.raw(), delimiter.isEmpty() ? ',' : delimiter.charAt(0));
    String columns =
        table.names().stream()
            .map(name -> Relation.quote(name) + " VARCHAR")
            .collect(Collectors.joining(", "));
    bench.session().execute("CREATE OR REPLACE TEMP TABLE " + TABLE + " (" + columns + ")");
    for (int from = 0; from < table.rows().size(); from += ROWS_A_STATEMENT) {
      List<List<String>> some =
          table.rows().subList(from, Math.min(from + ROWS_A_STATEMENT, table.rows().size()));
      bench
          .session()
          .execute(
              "INSERT INTO "
                  + TABLE
                  + " VALUES "
                  + some.stream().map(SeedRows::tuple).collect(Collectors.joining(", ")));
    }
    return query(table, seed.config().map("column_types"));
  }

  private static String tuple(List<String> row) {
    return row.stream()
        .map(value -> isNull(value) ? "NULL" : "'" + value.replace("'", "''") + "'")
        .collect(Collectors.joining(", ", "(", ")"));
  }

  private static boolean isNull(String value) {
    return value.isEmpty() || value.equalsIgnoreCase("null");
  }

  private static String query(CsvReader.Table table, Map<String, Object> types) {
    List<String> selected = new ArrayList<>();
    for (int i = 0; i < table.names().size(); i++) {
      String name = table.names().get(i);
      int at = i;
      String type =
          types.containsKey(name)
              ? String.valueOf(types.get(name))
              : type(table.rows().stream().map(row -> row.get(at)).toList());
      selected.add("CAST(" + Relation.quote(name) + " AS " + type + ") AS " + Relation.quote(name));
    }
    return "SELECT " + String.join(", ", selected) + " FROM " + TABLE;
  }

  private static String type(List<String> values) {
    List<String> filled = values.stream().filter(value -> !isNull(value)).toList();
    if (filled.isEmpty()) {
      return "INTEGER";
    }
    if (all(filled, INTEGER)) {
      return "BIGINT";
    }
    if (all(filled, NUMBER)) {
      return "DOUBLE";
    }
    if (all(filled, DATE)) {
      return "DATE";
    }
    if (all(filled, TIME)) {
      return filled.stream()
              .anyMatch(value -> value.matches(".*(Z|[+-]\\d{2}:?\\d{2})$") && value.length() > 16)
          ? "TIMESTAMPTZ"
          : "TIMESTAMP";
    }
    return all(filled, BOOLEAN) ? "BOOLEAN" : "VARCHAR";
  }

  private static boolean all(List<String> values, Pattern pattern) {
    return values.stream().allMatch(value -> pattern.matcher(value.trim()).matches());
  }
}
