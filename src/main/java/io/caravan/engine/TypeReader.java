package io.caravan.engine;

import io.caravan.record.Column;
import io.caravan.record.ColumnType;
import io.caravan.record.ColumnType.Simple;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads the name of a DuckDB type, for example {@code STRUCT("a b" INTEGER, tags VARCHAR[])}, as a
 * type of the lake.
 */
final class TypeReader {
  private final String text;
  private int at;

  private TypeReader(String text) {
    this.text = text;
  }

  /**
   * @throws NoSuchType when the lake has no type that holds it
   */
  static ColumnType read(String text) {
    return new TypeReader(text).type();
  }

  /** The type, or text where the lake has none: for results that are only shown. */
  static ColumnType readOrText(String text) {
    try {
      return read(text);
    } catch (NoSuchType shownAsText) {
      return Simple.STRING;
    }
  }

  /** The lake has no counterpart of a DuckDB type. */
  static final class NoSuchType extends RuntimeException {
    private static final long serialVersionUID = 1;

    NoSuchType(String type) {
      super(type, null, false, false);
    }
  }

  private ColumnType type() {
    ColumnType type = base();
    while (take('[')) {
      at = text.indexOf(']', at) + 1;
      type = new ColumnType.ListOf(type);
    }
    return type;
  }

  private ColumnType base() {
    if (at < text.length() && text.charAt(at) == '"') {
      // "NULL", the type of a bare NULL, is the only quoted one: DuckDB too makes it an INTEGER
      // when a table is created from it.
      name();
      return Simple.INT;
    }
    int start = at;
    while (at < text.length() && "(),[".indexOf(text.charAt(at)) < 0) {
      at++;
    }
    String word = text.substring(start, at).strip();
    return switch (word) {
      case "STRUCT" -> struct();
      case "MAP" -> map();
      case "DECIMAL" -> decimal();
      case "ENUM" -> enumeration();
      default -> simple(word);
    };
  }

  private static ColumnType simple(String word) {
    return switch (word) {
      case "BOOLEAN" -> Simple.BOOLEAN;
      case "TINYINT", "SMALLINT", "INTEGER", "UTINYINT", "USMALLINT" -> Simple.INT;
      case "BIGINT", "UINTEGER" -> Simple.LONG;
      case "UBIGINT" -> new ColumnType.Decimal(20, 0);
      case "HUGEINT", "UHUGEINT" -> new ColumnType.Decimal(38, 0);
      case "FLOAT" -> Simple.FLOAT;
      case "DOUBLE" -> Simple.DOUBLE;
      case "DATE" -> Simple.DATE;
      case "TIME", "TIME_NS" -> Simple.TIME;
      case "TIMESTAMP", "TIMESTAMP_S", "TIMESTAMP_MS", "TIMESTAMP_NS" -> Simple.TIMESTAMP;
      case "TIMESTAMP WITH TIME ZONE",
              "TIMESTAMPTZ",
              "TIMESTAMPTZ_NS",
              "TIMESTAMP_NS WITH TIME ZONE" ->
          Simple.TIMESTAMPTZ;
      case "VARCHAR", "JSON" -> Simple.STRING;
      case "UUID" -> Simple.UUID;
      case "BLOB" -> Simple.BINARY;
      default -> throw new NoSuchType(word);
    };
  }

  private ColumnType struct() {
    List<Column> fields = new ArrayList<>();
    take('(');
    do {
      String name = name();
      fields.add(Column.optional(name, type()));
    } while (next());
    return new ColumnType.Struct(fields);
  }

  private ColumnType map() {
    take('(');
    ColumnType key = type();
    next();
    ColumnType value = type();
    next();
    return new ColumnType.MapOf(key, value);
  }

  private ColumnType decimal() {
    int end = text.indexOf(')', at);
    String[] digits = text.substring(at + 1, end).split(",");
    at = end + 1;
    return new ColumnType.Decimal(
        Integer.parseInt(digits[0].strip()), Integer.parseInt(digits[1].strip()));
  }

  private ColumnType enumeration() {
    if (!take('(')) {
      return Simple.STRING;
    }
    boolean quoted = false;
    for (; quoted || text.charAt(at) != ')'; at++) {
      quoted ^= text.charAt(at) == '\'';
    }
    at++;
    return Simple.STRING;
  }

  /** Past a comma to the next part: true; past the closing bracket: false. */
  private boolean next() {
    boolean more = text.charAt(at++) == ',';
    if (more) {
      take(' ');
    }
    return more;
  }

  private String name() {
    StringBuilder name = new StringBuilder();
    if (take('"')) {
      for (; text.charAt(at) != '"' || text.startsWith("\"\"", at); at++) {
        at += text.charAt(at) == '"' ? 1 : 0;
        name.append(text.charAt(at));
      }
      at++;
    } else {
      int end = text.indexOf(' ', at);
      name.append(text, at, end);
      at = end;
    }
    take(' ');
    return name.toString();
  }

  private boolean take(char c) {
    boolean there = at < text.length() && text.charAt(at) == c;
    at += there ? 1 : 0;
    return there;
  }
}
