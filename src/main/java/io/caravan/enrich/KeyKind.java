package io.caravan.enrich;

import io.caravan.record.ColumnType;
import io.caravan.record.ColumnType.Simple;
import java.math.BigDecimal;
import java.util.Optional;

/**
 * What kind of column a key is: values of records, of tables and of change topics are brought to
 * one form each, so that 42, "42" and 42.0 find the same row.
 */
public enum KeyKind {
  /** Long. */
  WHOLE,
  /** BigDecimal without trailing zeros. */
  DECIMAL,
  /** String, compared letter by letter. */
  TEXT,
  /** UUID. */
  UUID;

  /** Empty for types that cannot be looked up by. */
  public static Optional<KeyKind> of(ColumnType type) {
    if (type instanceof ColumnType.Decimal) {
      return Optional.of(DECIMAL);
    } else if (type == Simple.INT || type == Simple.LONG) {
      return Optional.of(WHOLE);
    } else if (type == Simple.STRING) {
      return Optional.of(TEXT);
    }
    return type == Simple.UUID ? Optional.of(UUID) : Optional.empty();
  }

  /** The key that a value is; null when it can be none, and so has no row. */
  public Object key(Object value) {
    if (value == null || this == WHOLE && value instanceof Long) {
      return value;
    }
    try {
      return switch (this) {
        case WHOLE -> new BigDecimal(value.toString()).longValueExact();
        case DECIMAL -> new BigDecimal(value.toString()).stripTrailingZeros();
        case UUID -> value instanceof java.util.UUID ? value : uuid(value.toString());
        case TEXT -> text(value);
      };
    } catch (IllegalArgumentException | ArithmeticException e) {
      return null;
    }
  }

  private static Object uuid(String text) {
    return text.length() == 36 ? java.util.UUID.fromString(text) : null;
  }

  /** No database keeps a NUL in a text. */
  private static Object text(Object value) {
    boolean plain = value instanceof String || value instanceof Number;
    return plain && value.toString().indexOf('\0') < 0 ? value.toString() : null;
  }
}
