package io.caravan.quality;

/** SQL spelling of names and text. */
final class Sql {
  private Sql() {}

  static String name(String name) {
    return '"' + name.replace("\"", "\"\"") + '"';
  }

  static String text(String text) {
    if (text.indexOf('\0') >= 0) {
      throw new CannotCheck("Cannot compare with text that holds a NUL character.");
    }
    return "'" + text.replace("'", "''") + "'";
  }
}
