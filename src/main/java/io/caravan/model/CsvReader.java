package io.caravan.model;

import io.caravan.record.Place;
import io.caravan.record.ProjectException;
import java.util.ArrayList;
import java.util.List;

/** Reads a seed's CSV: quotes may hold delimiters, line ends and doubled quotes. */
final class CsvReader {
  private final String file;
  private final String text;
  private final char delimiter;
  private int at;
  private int line = 1;

  private CsvReader(String file, String text, char delimiter) {
    this.file = file;
    this.text = text.startsWith("\uFEFF") ? text.substring(1) : text;
    this.delimiter = delimiter;
  }

  /**
   * The names of the columns and the rows, every row as long as the header; a missing value is an
   * empty text.
   */
  record Table(List<String> names, List<List<String>> rows) {}

  static Table read(String file, String text, char delimiter) {
    return new CsvReader(file, text, delimiter).table();
  }

  private Table table() {
    List<String> names = at < text.length() ? row() : List.of();
    if (names.isEmpty() || names.contains("")) {
      throw new ProjectException(
          new Place(file, 1, 0),
          "Cannot read seed: a column of the header has no name.",
          "Name every column in the first line.");
    }
    List<List<String>> rows = new ArrayList<>();
    while (at < text.length()) {
      int begin = line;
      List<String> row = row();
      if (row.size() == 1 && row.get(0).isEmpty() && names.size() > 1) {
        continue;
      }
      if (row.size() > names.size()) {
        throw new ProjectException(
            new Place(file, begin, 0),
            "Cannot read seed: the line has %d values, the header %d."
                .formatted(row.size(), names.size()),
            "Put a value that holds '" + delimiter + "' between double quotes.");
      }
      while (row.size() < names.size()) {
        row.add("");
      }
      rows.add(row);
    }
    return new Table(names, rows);
  }

  private List<String> row() {
    List<String> values = new ArrayList<>();
    while (true) {
      values.add(at < text.length() && text.charAt(at) == '"' ? quoted() : plain());
      if (at >= text.length()) {
        return values;
      }
      char end = text.charAt(at++);
      if (end == '\r' && at < text.length() && text.charAt(at) == '\n') {
        at++;
      }
      if (end != delimiter) {
        line++;
        return values;
      }
    }
  }

  private String plain() {
    int begin = at;
    while (at < text.length()
        && text.charAt(at) != delimiter
        && text.charAt(at) != '\n'
        && text.charAt(at) != '\r') {
      at++;
    }
    return text.substring(begin, at);
  }

  private String quoted() {
    int begin = line;
    StringBuilder value = new StringBuilder();
    for (at++; at < text.length(); at++) {
      char c = text.charAt(at);
      if (c == '"' && at + 1 < text.length() && text.charAt(at + 1) == '"') {
        value.append('"');
        at++;
      } else if (c == '"') {
        at++;
        return value + plain();
      } else {
        line += c == '\n' ? 1 : 0;
        value.append(c);
      }
    }
    throw new ProjectException(
        new Place(file, begin, 0),
        "Cannot read seed: a quote that begins here has no end.",
        "Close it, or double it inside a value.");
  }
}
