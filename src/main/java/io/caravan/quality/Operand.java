package io.caravan.quality;

import java.math.BigDecimal;
import java.time.LocalDateTime;

/**
 * A value of a suite made ready to be compared with values of rows. A value that SQL would refuse
 * to compare with it is refused here too.
 *
 * @param value as the suite has it
 * @param number what it is among numbers; null when it is none
 * @param whole whether it is a whole number that fits a long
 * @param time what it is among dates and times; null when it is none
 */
record Operand(Object value, BigDecimal number, boolean whole, LocalDateTime time) {
  static Operand of(Object value) {
    BigDecimal number = value instanceof Boolean ? null : Values.numberOrNull(value.toString());
    return new Operand(
        value,
        number,
        number != null
            && number.stripTrailingZeros().scale() <= 0
            && number.toBigInteger().bitLength() < Long.SIZE,
        value instanceof String text ? Times.zonelessOrNull(text) : null);
  }

  /**
   * Negative, zero or positive as the row's value is less, equal or greater.
   *
   * @throws CannotCheck when the two can never be compared
   */
  int compare(Object other) {
    if (other instanceof Long n && whole) {
      return Long.compare(n, number.longValue());
    } else if (other instanceof Number n) {
      if (number == null) {
        throw Values.cannotCompare(other, value);
      }
      return Values.exact(n).compareTo(number);
    } else if (other instanceof String text) {
      return text(text);
    } else if (other instanceof Boolean truth) {
      if (!value.equals(true)
          && !value.equals(false)
          && !value.equals("true")
          && !value.equals("false")) {
        throw Values.cannotCompare(other, value);
      }
      return Boolean.compare(truth, Boolean.parseBoolean(value.toString()));
    }
    return Values.compare(other, value).orElseThrow();
  }

  /** Two texts that both are dates or times are compared as such, however they are written. */
  private int text(String other) {
    if (!(value instanceof String text)) {
      throw Values.cannotCompare(other, value);
    }
    LocalDateTime at = time == null ? null : Times.zonelessOrNull(other);
    return at == null ? Values.codePoints(other, text) : at.compareTo(time);
  }
}
