package io.caravan.engine;

import io.caravan.record.Place;
import io.caravan.record.ProjectException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * A file of rows that a person has at hand.
 *
 * @param reader the table function that reads it
 */
record DataFile(String reader) {
  private static final Map<String, String> READERS =
      Map.of(
          ".parquet", "read_parquet(%s)",
          ".csv", "read_csv(%s)",
          ".tsv", "read_csv(%s, delim = '\t')",
          ".json", "read_json(%s)",
          ".ndjson", "read_json(%s, format = 'newline_delimited')",
          ".jsonl", "read_json(%s, format = 'newline_delimited')");

  static DataFile find(Path file) {
    if (!Files.isRegularFile(file)) {
      throw new ProjectException(
          Place.file(file.toString()),
          "Cannot read data: there is no such file.",
          "Name a Parquet, CSV or JSON file.");
    }
    return reader(file)
        .map(DataFile::new)
        .orElseThrow(
            () ->
                new ProjectException(
                    Place.file(file.toString()),
                    "Cannot read data: the ending of '" + file.getFileName() + "' says nothing.",
                    "Give it one of .parquet, .csv, .tsv, .json, .ndjson, .jsonl; .gz may follow."));
  }

  private static Optional<String> reader(Path file) {
    String name =
        file.getFileName().toString().toLowerCase(Locale.ROOT).replaceAll("\\.(gz|zst)$", "");
    int dot = name.lastIndexOf('.');
    return dot < 0 ? Optional.empty() : Optional.ofNullable(READERS.get(name.substring(dot)));
  }

  String select(String path) {
    return "SELECT * FROM " + reader.replace("%s", Sql.text(path));
  }
}
