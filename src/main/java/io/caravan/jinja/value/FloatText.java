package io.caravan.jinja.value;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;

/** Floats as Python writes them. */
final class FloatText {
  private FloatText() {}

  /** The shortest text that reads back as the same number. */
  static String repr(double value) {
    if (Double.isNaN(value)) {
      return "nan";
    } else if (Double.isInfinite(value)) {
      return value > 0 ? "inf" : "-inf";
    } else if (value == 0) {
      return 1 / value < 0 ? "-0.0" : "0.0";
    }
    BigDecimal digits = shortest(value);
    int exponent = digits.precision() - digits.scale() - 1;
    if (exponent < -4 || exponent >= 16) {
      return scientific(digits, exponent, 'e');
    }
    String plain = digits.toPlainString();
    return plain.indexOf('.') < 0 ? plain + ".0" : plain;
  }

  static BigDecimal shortest(double value) {
    BigDecimal exact = new BigDecimal(value);
    for (int precision = 15; precision < 17; precision++) {
      BigDecimal rounded = exact.round(new MathContext(precision, RoundingMode.HALF_EVEN));
      if (rounded.doubleValue() == value) {
        return stripped(rounded);
      }
    }
    return stripped(exact.round(new MathContext(17, RoundingMode.HALF_EVEN)));
  }

  private static BigDecimal stripped(BigDecimal value) {
    return value.stripTrailingZeros();
  }

  private static String scientific(BigDecimal digits, int exponent, char letter) {
    String mantissa = digits.movePointLeft(exponent).stripTrailingZeros().toPlainString();
    return mantissa + exponentText(exponent, letter);
  }

  private static String exponentText(int exponent, char letter) {
    int size = Math.abs(exponent);
    return letter + (exponent < 0 ? "-" : "+") + (size < 10 ? "0" : "") + size;
  }

  /** {@code %.<precision>f} without the sign of the format. */
  static String fixed(double value, int precision, boolean keepPoint) {
    String special = special(value);
    if (special != null) {
      return special;
    }
    String text = new BigDecimal(value).setScale(precision, RoundingMode.HALF_EVEN).toPlainString();
    if (precision == 0 && keepPoint) {
      text += ".";
    }
    return negativeZero(value, text);
  }

  /** {@code %.<precision>e}. */
  static String exponential(double value, int precision, boolean keepPoint) {
    String special = special(value);
    if (special != null) {
      return special;
    }
    BigDecimal rounded =
        value == 0
            ? BigDecimal.ZERO
            : new BigDecimal(value).round(new MathContext(precision + 1, RoundingMode.HALF_EVEN));
    int exponent = value == 0 ? 0 : rounded.precision() - rounded.scale() - 1;
    String mantissa =
        rounded.movePointLeft(exponent).setScale(precision, RoundingMode.HALF_EVEN).toPlainString();
    if (precision == 0 && keepPoint) {
      mantissa += ".";
    }
    return negativeZero(value, mantissa) + exponentText(exponent, 'e');
  }

  /** {@code %.<precision>g}. */
  static String general(double value, int precision, boolean alternate) {
    String special = special(value);
    if (special != null) {
      return special;
    }
    int digits = precision == 0 ? 1 : precision;
    if (value == 0) {
      return negativeZero(value, alternate ? fixed(0, digits - 1, true) : "0");
    }
    BigDecimal rounded =
        new BigDecimal(value).round(new MathContext(digits, RoundingMode.HALF_EVEN));
    int exponent = rounded.precision() - rounded.scale() - 1;
    if (exponent < -4 || exponent >= digits) {
      String text = exponential(value, digits - 1, alternate);
      return alternate ? text : trimmedMantissa(text);
    }
    String text = rounded.setScale(digits - 1 - exponent, RoundingMode.HALF_EVEN).toPlainString();
    if (alternate) {
      return text.indexOf('.') < 0 ? text + "." : text;
    }
    return trimmed(text);
  }

  private static String trimmedMantissa(String text) {
    int at = text.indexOf('e');
    return trimmed(text.substring(0, at)) + text.substring(at);
  }

  private static String trimmed(String text) {
    if (text.indexOf('.') < 0) {
      return text;
    }
    int end = text.length();
    while (text.charAt(end - 1) == '0') {
      end--;
    }
    return text.substring(0, text.charAt(end - 1) == '.' ? end - 1 : end);
  }

  private static String special(double value) {
    if (Double.isNaN(value)) {
      return "nan";
    }
    return Double.isInfinite(value) ? (value > 0 ? "inf" : "-inf") : null;
  }

  private static String negativeZero(double value, String text) {
    boolean negative = value < 0 || value == 0 && 1 / value < 0;
    return negative && !text.startsWith("-") ? "-" + text : text;
  }
}
