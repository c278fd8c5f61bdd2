package io.caravan.quality;

import io.caravan.record.Column;
import io.caravan.record.ColumnType;
import io.caravan.record.ColumnType.Simple;
import java.math.BigDecimal;
import java.util.UUID;

/**
 * Values of a suite written as SQL of the type of the column they are compared with, or refused
 * when they can never be compared.
 */
final class Literals {
  private static final int PLAIN_DIGITS = 38;

  private Literals() {}

  static String sql(Object value, Column column) {
    try {
      return typed(value, column.type());
    } catch (IllegalArgumentException e) {
      throw new CannotCheck(
          "Cannot compare column '%s' (%s) with %s."
              .formatted(
                  column.name(),
                  column.type(),
                  value instanceof String ? "'" + value + "'" : value));
    }
  }

  private static String typed(Object value, ColumnType type) {
    if (type instanceof ColumnType.Decimal) {
      return number(value);
    }
    if (!(type instanceof Simple simple)) {
      throw new IllegalArgumentException();
    }
    return switch (simple) {
      case INT, LONG, FLOAT, DOUBLE -> number(value);
      case STRING -> Sql.text(text(value));
      case BOOLEAN -> bool(value);
      case DATE, TIMESTAMP -> Times.zoneless(text(value)).sql();
      case TIMESTAMPTZ -> "TIMESTAMPTZ '" + Times.instant(text(value)) + "'";
      case TIME -> "TIME '" + Times.timeOfDay(text(value)) + "'";
      case UUID -> "UUID '" + UUID.fromString(text(value)) + "'";
      case BINARY -> throw new IllegalArgumentException();
    };
  }

  private static String text(Object value) {
    if (value instanceof String text) {
      return text;
    }
    throw new IllegalArgumentException();
  }

  private static String bool(Object value) {
    if (value instanceof Boolean || "true".equals(value) || "false".equals(value)) {
      return value.toString().toUpperCase(java.util.Locale.ROOT);
    }
    throw new IllegalArgumentException();
  }

  static String number(Object value) {
    if (value instanceof Boolean) {
      throw new IllegalArgumentException();
    }
    BigDecimal number = new BigDecimal(value.toString());
    boolean plain =
        number.precision() <= PLAIN_DIGITS
            && Math.abs(number.scale()) <= PLAIN_DIGITS
            && number.precision() - number.scale() <= PLAIN_DIGITS;
    return plain ? number.toPlainString() : number.doubleValue() + "::DOUBLE";
  }
}
