package io.caravan.jinja.value;

import java.math.BigInteger;
import java.util.Locale;
import java.util.regex.Pattern;

/** {@code int()} and {@code float()}. */
public final class Conversion {
  private static final Pattern FLOAT =
      Pattern.compile(
          "[+-]?(?:(?:\\d+(?:_\\d+)*)?\\.?(?:\\d+(?:_\\d+)*)?(?:[eE][+-]?\\d+(?:_\\d+)*)?)");
  private static final Pattern SPECIAL = Pattern.compile("[+-]?(?:inf|infinity|nan)");
  private static final int LONGEST_NUMBER = 4300;

  private Conversion() {}

  /** The int that a number is, towards zero. Throws a fault for anything else. */
  public static Object toInt(Object value) {
    if (value instanceof Undefined) {
      throw ((Undefined) value).fault();
    }
    Number number = Numbers.number(value);
    if (number == null) {
      throw Fault.type(
          "int() argument must be a string, a bytes-like object or a real number, not '"
              + Types.name(value)
              + "'");
    }
    return Numbers.truncate(number);
  }

  /** The int that a text says. Throws a ValueError fault if it says none. */
  public static Object parseInt(String text, int base) {
    Fault invalid =
        Fault.value("invalid literal for int() with base " + base + ": " + Printing.quoted(text));
    String digits = TextPad.strip(text, null, true, true);
    boolean negative = digits.startsWith("-");
    if (negative || digits.startsWith("+")) {
      digits = digits.substring(1);
    }
    int radix = base;
    String lower = digits.toLowerCase(Locale.ROOT);
    int prefixed =
        lower.startsWith("0x") ? 16 : lower.startsWith("0o") ? 8 : lower.startsWith("0b") ? 2 : 0;
    if (prefixed != 0 && (base == 0 || base == prefixed)) {
      radix = prefixed;
      digits = digits.substring(digits.startsWith("_", 2) ? 3 : 2);
    } else if (base == 0) {
      radix = 10;
    }
    boolean wrong =
        digits.isEmpty()
            || digits.startsWith("_")
            || digits.endsWith("_")
            || digits.contains("__")
            || digits.length() > LONGEST_NUMBER
            || radix < 2
            || radix > 36;
    if (wrong) {
      throw invalid;
    }
    String plain = digits.replace("_", "");
    int of = radix;
    if (!plain.codePoints().allMatch(c -> Character.digit(c, of) >= 0)) {
      throw invalid;
    }
    BigInteger value = new BigInteger(plain, radix);
    return Numbers.small(negative ? value.negate() : value);
  }

  /** The float that a number or text is. Throws a fault if it is none. */
  public static double toFloat(Object value) {
    if (value instanceof Undefined) {
      throw ((Undefined) value).fault();
    } else if (Types.isText(value)) {
      return parseFloat(value.toString());
    }
    Number number = Numbers.number(value);
    if (number == null) {
      throw Fault.type(
          "float() argument must be a string or a real number, not '" + Types.name(value) + "'");
    }
    return Numbers.toDouble(number);
  }

  private static double parseFloat(String text) {
    String digits = TextPad.strip(text, null, true, true);
    String lower = digits.toLowerCase(Locale.ROOT);
    if (SPECIAL.matcher(lower).matches()) {
      return lower.endsWith("nan")
          ? Double.NaN
          : lower.startsWith("-") ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY;
    }
    boolean hasDigit = lower.split("e", 2)[0].chars().anyMatch(Character::isDigit);
    if (!hasDigit || digits.length() > LONGEST_NUMBER || !FLOAT.matcher(digits).matches()) {
      throw Fault.value("could not convert string to float: " + Printing.quoted(text));
    }
    return Double.parseDouble(digits.replace("_", ""));
  }
}
