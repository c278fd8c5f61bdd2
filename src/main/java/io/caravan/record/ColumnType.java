package io.caravan.record;

import java.util.List;

/**
 * The types of the lake, named as Iceberg names them; {@link #toString()} is the spelling used in
 * messages and {@code --json}.
 */
public sealed interface ColumnType {
  /** Types without parameters. */
  enum Simple implements ColumnType {
    BOOLEAN,
    INT,
    LONG,
    FLOAT,
    DOUBLE,
    /** Days; no time of day. */
    DATE,
    /** Microseconds of the day. */
    TIME,
    /** Microseconds, without time zone. */
    TIMESTAMP,
    /** Microseconds, an instant in UTC. */
    TIMESTAMPTZ,
    STRING,
    UUID,
    BINARY;

    @Override
    public String toString() {
      return name().toLowerCase(java.util.Locale.ROOT);
    }
  }

  /**
   * An exact number.
   *
   * @param precision digits in all, 1 to 38
   * @param scale digits after the point, 0 to precision
   */
  record Decimal(int precision, int scale) implements ColumnType {
    public Decimal {
      if (precision < 1 || precision > 38 || scale < 0 || scale > precision) {
        throw new IllegalArgumentException(
            "Cannot use decimal(%d, %d): precision is 1 to 38, scale 0 to precision."
                .formatted(precision, scale));
      }
    }

    @Override
    public String toString() {
      return "decimal(" + precision + ", " + scale + ")";
    }
  }

  /** An ordered list; elements may be null. */
  record ListOf(ColumnType element) implements ColumnType {
    @Override
    public String toString() {
      return "list<" + element + ">";
    }
  }

  /** A nested record. */
  record Struct(List<Column> fields) implements ColumnType {
    public Struct {
      fields = List.copyOf(fields);
    }

    @Override
    public String toString() {
      return "struct" + fields;
    }
  }

  /** String keys (or any scalar) to values; values may be null. */
  record MapOf(ColumnType key, ColumnType value) implements ColumnType {
    @Override
    public String toString() {
      return "map<" + key + ", " + value + ">";
    }
  }
}
