package io.caravan.engine;

import io.caravan.record.DatasetName;
import io.caravan.record.Place;
import io.caravan.record.ProjectException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A file of rows that a person has at hand. What has no types of its own, CSV, gets those that
 * pandas gives it; in JSON text stays text, also where it looks like a date.
 *
 * @param file as the person named it
 * @param format what its ending says
 */
record DataFile(Path file, Format format) {
  private static final Map<String, Format> ENDINGS =
      Map.of(
          ".parquet", Format.PARQUET,
          ".csv", Format.CSV,
          ".tsv", Format.TSV,
          ".json", Format.JSON,
          ".ndjson", Format.LINES,
          ".jsonl", Format.LINES);

  /** What pandas takes for no value. */
  private static final List<String> MISSING =
      List.of(
          "",
          "#N/A",
          "#N/A N/A",
          "#NA",
          "-1.#IND",
          "-1.#QNAN",
          "-NaN",
          "-nan",
          "1.#IND",
          "1.#QNAN",
          "<NA>",
          "N/A",
          "NA",
          "NULL",
          "NaN",
          "None",
          "n/a",
          "nan",
          "null");

  private static final String WHOLE = "^\\s*[+-]?[0-9]+\\s*$";
  private static final String NUMBER =
      "^\\s*[+-]?([0-9]+\\.?[0-9]*|\\.[0-9]+)([eE][+-]?[0-9]+)?\\s*$|^[+-]?(?i:inf|infinity)$";
  private static final String TRUTH = "'True', 'TRUE', 'true', 'False', 'FALSE', 'false'";
  private static final List<String> TEXT_ALIKE =
      List.of("DATE", "TIME", "TIMESTAMP", "TIMESTAMP WITH TIME ZONE", "UUID");

  private enum Format {
    PARQUET,
    CSV,
    TSV,
    JSON,
    LINES
  }

  static DataFile find(Path file) {
    if (!Files.isRegularFile(file)) {
      throw new ProjectException(
          Place.file(file.toString()),
          "Cannot read data: there is no such file.",
          "Name a Parquet, CSV or JSON file.");
    }
    String name =
        file.getFileName().toString().toLowerCase(Locale.ROOT).replaceAll("\\.(gz|zst)$", "");
    Format format = ENDINGS.get(name.substring(Math.max(0, name.lastIndexOf('.'))));
    if (format == null) {
      throw new ProjectException(
          Place.file(file.toString()),
          "Cannot read data: the ending of '" + file.getFileName() + "' says nothing.",
          "Give it one of .parquet, .csv, .tsv, .json, .ndjson, .jsonl; .gz or .zst may follow.");
    }
    return new DataFile(file, format);
  }

  /** Makes its rows readable as {@link SqlSession#bindFile} says. */
  void bind(DatasetName name, String path, Instance instance) {
    instance.run("CREATE SCHEMA IF NOT EXISTS " + Sql.name(name.namespace()));
    String table = Sql.name(name);
    String numbered =
        Sql.name(name.namespace()) + "." + Sql.name(name.table() + SqlSession.NUMBERED);
    instance.run("DROP VIEW IF EXISTS " + numbered);
    try {
      if (format == Format.PARQUET) {
        String rows = "SELECT * %s FROM read_parquet(" + Sql.text(path);
        instance.run("CREATE OR REPLACE VIEW " + table + " AS " + rows.formatted("") + ")");
        instance.run(
            "CREATE VIEW "
                + numbered
                + " AS "
                + rows.formatted(
                    "EXCLUDE (file_row_number), file_row_number AS " + Sql.name(SqlSession.ROW))
                + ", file_row_number = true)");
        return;
      }
      boolean separated = format == Format.CSV || format == Format.TSV;
      instance.run(
          "CREATE OR REPLACE TABLE "
              + table
              + " AS "
              + (separated ? separated(path, instance) : json(path, instance)));
      instance.run(
          "CREATE VIEW "
              + numbered
              + " AS SELECT *, rowid AS "
              + Sql.name(SqlSession.ROW)
              + " FROM "
              + table);
    } catch (SqlFailure e) {
      throw new ProjectException(
          Place.file(file.toString()),
          "Cannot read data: " + e.getMessage().lines().findFirst().orElse("it is broken") + ".",
          "Correct the file, or give it the ending that fits what is in it.");
    } finally {
      instance.run("DROP TABLE IF EXISTS temp.main.\"caravan texts\"");
    }
  }

  private String separated(String path, Instance instance) {
    String read =
        "CREATE OR REPLACE TEMP TABLE \"caravan texts\" AS SELECT * FROM read_csv("
            + Sql.text(path)
            + ", header = true, all_varchar = true, quote = '\"', escape = '\"', delim = '"
            + (format == Format.TSV ? "\t" : ",")
            + "', nullstr = "
            + Sql.texts(MISSING);
    try {
      instance.run(read + ")");
    } catch (SqlFailure rowsOfUnequalLength) {
      // What is missing at the end of a row has no value. The engine can do so by one thread only.
      instance.run(read + ", null_padding = true, parallel = false)");
    }
    List<String> columns =
        instance.rows("DESCRIBE temp.main.\"caravan texts\"").stream()
            .map(row -> Sql.name((String) row.get(0)))
            .toList();
    String counts =
        columns.stream()
            .map(
                c ->
                    "count(*) - count(%1$s), count(*) FILTER (regexp_matches(%1$s, '%2$s') AND TRY_CAST(%1$s AS BIGINT) IS NOT NULL), count(*) FILTER (regexp_matches(%1$s, '%3$s')), count(*) FILTER (%1$s IN (%4$s)), count(%1$s)"
                        .formatted(c, WHOLE, NUMBER, TRUTH))
            .collect(Collectors.joining(", "));
    List<Object> found =
        instance.rows("SELECT " + counts + " FROM temp.main.\"caravan texts\"").get(0);
    List<String> typed = new ArrayList<>();
    for (int i = 0; i < columns.size(); i++) {
      List<Long> of =
          found.subList(i * 5, i * 5 + 5).stream().map(n -> ((Number) n).longValue()).toList();
      typed.add(typed(columns.get(i), of));
    }
    return "SELECT " + String.join(", ", typed) + " FROM temp.main.\"caravan texts\"";
  }

  /** As pandas has it: whole numbers with a value missing are floating ones. */
  private static String typed(String column, List<Long> of) {
    long present = of.get(4);
    if (of.get(1) == present && of.get(0) == 0 && present > 0) {
      return "trim(" + column + ")::BIGINT AS " + column;
    } else if (of.get(2) == present) {
      return "trim(" + column + ")::DOUBLE AS " + column;
    }
    return of.get(3) == present ? column + "::BOOLEAN AS " + column : column;
  }

  private String json(String path, Instance instance) {
    String options = format == Format.LINES ? ", format = 'newline_delimited'" : "";
    String read = "read_json(" + Sql.text(path) + ", sample_size = -1" + options;
    List<String> types = new ArrayList<>();
    List<String> columns = new ArrayList<>();
    for (List<Object> column : instance.rows("DESCRIBE SELECT * FROM " + read + ")")) {
      String name = (String) column.get(0);
      String type = (String) column.get(1);
      types.add(Sql.text(name) + ": " + Sql.text(TEXT_ALIKE.contains(type) ? "VARCHAR" : type));
      // Values of several kinds in one column: each as text.
      columns.add(
          type.equals("JSON")
              ? "(" + Sql.name(name) + " ->> '$') AS " + Sql.name(name)
              : Sql.name(name));
    }
    return "SELECT "
        + String.join(", ", columns)
        + " FROM "
        + read
        + ", columns = {"
        + String.join(", ", types)
        + "})";
  }
}
