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

  private static final int MOST_DIGITS = 76;
  private static final int LONGEST_TEXT = 10_000;

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
        case DECIMAL -> decimal(new BigDecimal(value.toString()).stripTrailingZeros());
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

  /** No table has longer ones, and written out they can fill the memory. */
  private static Object decimal(BigDecimal number) {
    return number.precision() <= MOST_DIGITS && Math.abs(number.scale()) <= MOST_DIGITS
        ? number
        : null;
  }

  /** No database keeps a NUL or half a character in a text, nor finds one as long as a book. */
  private static Object text(Object value) {
    if (!(value instanceof String || value instanceof Number)) {
      return null;
    }
    String text = value.toString();
    boolean kept =
        text.length() <= LONGEST_TEXT
            && text.codePoints()
                .noneMatch(
                    p -> p == 0 || p >= Character.MIN_SURROGATE && p <= Character.MAX_SURROGATE);
    return kept ? text : null;
  }
}
