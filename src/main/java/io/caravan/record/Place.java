package io.caravan.record;

/**
 * Where in the user's files something stands.
 *
 * @param file path relative to the project, with {@code /}
 * @param line 1-based; 0 when the whole file is meant
 * @param column 1-based; 0 when the whole line is meant
 */
public record Place(String file, int line, int column) {
  public static Place file(String file) {
    return new Place(file, 0, 0);
  }

  @Override
  public String toString() {
    if (line == 0) {
      return file;
    }
    return column == 0 ? file + "(" + line + ")" : file + "(" + line + "," + column + ")";
  }
}
