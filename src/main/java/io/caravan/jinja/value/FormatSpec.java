package io.caravan.jinja.value;

import java.math.BigInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The part behind the colon of a {@code {:...}} field. */
record FormatSpec(
    String fill,
    char align,
    char sign,
    boolean alternate,
    boolean zero,
    int width,
    String grouping,
    int precision,
    char type) {
  private static final Pattern SYNTAX =
      Pattern.compile(
          "(?:(.)?([<>=^]))?([-+ ])?(z)?(#)?(0)?(\\d{1,9})?([,_])?(?:\\.(\\d{1,9}))?(.)?",
          Pattern.DOTALL);

  static String format(Object value, String spec, Budget budget) {
    if (spec.isEmpty()) {
      return Printing.str(value);
    }
    Matcher parts = SYNTAX.matcher(spec);
    if (!parts.matches()) {
      throw Fault.value(
          "Invalid format specifier '" + spec + "' for object of type '" + Types.name(value) + "'");
    }
    FormatSpec parsed =
        new FormatSpec(
            parts.group(1) == null ? " " : parts.group(1),
            parts.group(2) == null ? 0 : parts.group(2).charAt(0),
            parts.group(3) == null ? '-' : parts.group(3).charAt(0),
            parts.group(5) != null,
            parts.group(6) != null,
            parts.group(7) == null ? 0 : Integer.parseInt(parts.group(7)),
            parts.group(8) == null ? "" : parts.group(8),
            parts.group(9) == null ? -1 : Integer.parseInt(parts.group(9)),
            parts.group(10) == null ? 0 : parts.group(10).charAt(0));
    budget.text(Math.max(parsed.width, parsed.precision));
    return parsed.apply(value, budget);
  }

  private String apply(Object value, Budget budget) {
    if (Types.isText(value)) {
      return text(value.toString(), budget);
    }
    Number number = Numbers.number(value);
    if (number == null) {
      throw Fault.type("unsupported format string passed to " + Types.name(value) + ".__format__");
    }
    boolean real =
        number instanceof Double
            || number instanceof java.math.BigDecimal
            || "eEfFgG%".indexOf(type) >= 0 && type != 0;
    if (!real && value instanceof Boolean && type == 0) {
      return text(Printing.str(value), budget);
    }
    String body = real ? real(number) : integer(number, value);
    String mark = body.startsWith("-") ? "-" : sign == '-' ? "" : String.valueOf(sign);
    String digits = body.startsWith("-") ? body.substring(1) : body;
    return padded(mark, digits, budget);
  }

  private String text(String text, Budget budget) {
    if (type != 0 && type != 's') {
      throw unknownType("str");
    } else if (align == '=') {
      throw Fault.value("'=' alignment not allowed in string format specifier");
    }
    String cut =
        precision >= 0 && precision < Text.length(text) ? Text.substring(text, 0, precision) : text;
    return TextPad.pad(
        cut, width, zero && align == 0 ? "0" : fill, method(align == 0 ? '<' : align), budget);
  }

  private static String method(char align) {
    return align == '<' ? "ljust" : align == '>' ? "rjust" : "center";
  }

  private String padded(String mark, String digits, Budget budget) {
    if (align == '=' || zero && align == 0) {
      int room = width - mark.length() - Text.length(digits);
      String filling = room <= 0 ? "" : (zero && align == 0 ? "0" : fill).repeat(room);
      return mark + filling + digits;
    }
    // Where Python centres a number it puts the odd space behind it.
    if (align == '^') {
      int room = Math.max(0, width - mark.length() - Text.length(digits));
      return fill.repeat(room / 2) + mark + digits + fill.repeat(room - room / 2);
    }
    return TextPad.pad(
        mark + digits, width, zero ? "0" : fill, method(align == 0 ? '>' : align), budget);
  }

  private String integer(Number number, Object original) {
    BigInteger value = Numbers.big(number);
    return switch (type) {
      case 0, 'd', 'n' -> grouped(value.toString(), 3);
      case 'b' -> based(value, 2, "0b");
      case 'o' -> based(value, 8, "0o");
      case 'x' -> based(value, 16, "0x");
      case 'X' -> based(value, 16, "0X").toUpperCase(java.util.Locale.ROOT);
      case 'c' -> Text.character(Numbers.small(value), "%c arg");
      default -> throw unknownType(Types.name(original));
    };
  }

  private String based(BigInteger value, int radix, String prefix) {
    String digits = grouped(value.abs().toString(radix), 4);
    return (value.signum() < 0 ? "-" : "") + (alternate ? prefix : "") + digits;
  }

  private String real(Number number) {
    double value = number.doubleValue();
    return switch (type) {
      case 'f', 'F' -> fraction(FloatText.fixed(value, precision < 0 ? 6 : precision, alternate));
      case 'e' -> FloatText.exponential(value, precision < 0 ? 6 : precision, alternate);
      case 'E' ->
          FloatText.exponential(value, precision < 0 ? 6 : precision, alternate)
              .toUpperCase(java.util.Locale.ROOT);
      case 'g', 'n' -> fraction(FloatText.general(value, precision < 0 ? 6 : precision, alternate));
      case 'G' ->
          FloatText.general(value, precision < 0 ? 6 : precision, alternate)
              .toUpperCase(java.util.Locale.ROOT);
      case '%' ->
          fraction(FloatText.fixed(value * 100, precision < 0 ? 6 : precision, alternate)) + "%";
      case 0 -> fraction(precision < 0 ? Printing.str(number) : general(value));
      default -> throw unknownType("float");
    };
  }

  private String general(double value) {
    String text = FloatText.general(value, precision, alternate);
    boolean bare = text.chars().allMatch(c -> c == '-' || c >= '0' && c <= '9');
    if (!bare) {
      return text;
    }
    int digits = text.startsWith("-") ? text.length() - 1 : text.length();
    return digits >= Math.max(precision, 1)
        ? FloatText.exponential(value, Math.max(precision - 1, 0), false)
            .replaceFirst("\\.?0*e", "e")
        : text + ".0";
  }

  private String fraction(String text) {
    int end = 0;
    while (end < text.length()
        && (text.charAt(end) == '-' || Character.isDigit(text.charAt(end)))) {
      end++;
    }
    return grouped(text.substring(0, end), 3) + text.substring(end);
  }

  private String grouped(String digits, int group) {
    if (grouping.isEmpty()) {
      return digits;
    }
    StringBuilder out = new StringBuilder(digits);
    int first = digits.startsWith("-") ? 1 : 0;
    for (int at = digits.length() - group; at > first; at -= group) {
      out.insert(at, grouping);
    }
    return out.toString();
  }

  private Fault unknownType(String of) {
    return Fault.value("Unknown format code '" + type + "' for object of type '" + of + "'");
  }
}
