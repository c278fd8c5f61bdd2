package io.caravan.jinja.value;

import java.math.BigInteger;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** {@code "%s and %(name)05.2f" % values}. */
public final class PercentFormat {
  private final String format;
  private final Object values;
  private final Iterator<?> positional;
  private final Budget budget;
  private final boolean markup;
  private int at;
  private boolean usedMapping;

  private PercentFormat(String format, Object values, Budget budget, boolean markup) {
    this.format = format;
    this.values = values;
    this.positional =
        (values instanceof Tuple ? (List<?>) values : java.util.Collections.singletonList(values))
            .iterator();
    this.budget = budget;
    this.markup = markup;
  }

  /** Formats; markup escapes what is put into it. */
  public static Object format(Object format, Object values, Budget budget) {
    boolean markup = format instanceof Markup;
    String text = new PercentFormat(format.toString(), values, budget, markup).expand();
    return markup ? new Markup(text) : text;
  }

  private String expand() {
    StringBuilder out = new StringBuilder();
    while (at < format.length()) {
      char c = format.charAt(at++);
      if (c == '%') {
        directive(out);
        budget.cells(out.length() > budget.limits().text() ? Long.MAX_VALUE / 2 : 1);
      } else {
        out.append(c);
      }
    }
    // Python lets what can be subscripted go unused: it might be a mapping.
    boolean subscripted =
        values instanceof List
            || values instanceof Map
            || values instanceof Range
            || values instanceof Undefined;
    if (positional.hasNext() && !usedMapping && (values instanceof Tuple || !subscripted)) {
      throw Fault.type("not all arguments converted during string formatting");
    }
    budget.text(out.length());
    return out.toString();
  }

  private void directive(StringBuilder out) {
    Object keyed = Undefined.MISSING;
    if (at < format.length() && format.charAt(at) == '(') {
      keyed = mapped();
    }
    String flags = "";
    while (at < format.length() && "#0- +".indexOf(format.charAt(at)) >= 0) {
      flags += format.charAt(at++);
    }
    int width = size();
    if (width < 0) {
      flags += "-";
      width = -width;
    }
    int precision = -1;
    if (at < format.length() && format.charAt(at) == '.') {
      at++;
      precision = Math.max(0, size());
    }
    while (at < format.length() && "hlL".indexOf(format.charAt(at)) >= 0) {
      at++;
    }
    if (at >= format.length()) {
      throw Fault.value("incomplete format");
    }
    char type = format.charAt(at++);
    if (type == '%') {
      out.append('%');
      return;
    }
    budget.text(Math.max(width, precision));
    Object value = keyed == Undefined.MISSING ? next() : keyed;
    out.append(padded(converted(value, type, flags, precision), type, flags, width));
  }

  private Object mapped() {
    int depth = 0;
    int start = at + 1;
    do {
      if (at >= format.length()) {
        throw Fault.value("incomplete format key");
      }
      depth += format.charAt(at) == '(' ? 1 : format.charAt(at) == ')' ? -1 : 0;
      at++;
    } while (depth > 0);
    String key = format.substring(start, at - 1);
    if (!(values instanceof Map)) {
      throw Fault.type("format requires a mapping");
    }
    usedMapping = true;
    Object value = Dicts.find((Map<?, ?>) values, key);
    if (value == Undefined.MISSING) {
      throw new Fault(Fault.Kind.KEY, Printing.quoted(key), "");
    }
    return value;
  }

  private int size() {
    if (at < format.length() && format.charAt(at) == '*') {
      at++;
      return Numbers.index(next(), "* wants int");
    }
    int start = at;
    while (at < format.length() && Character.isDigit(format.charAt(at))) {
      at++;
    }
    if (at - start > 9) {
      throw Fault.value("width too big");
    }
    return start == at ? 0 : Integer.parseInt(format.substring(start, at));
  }

  private Object next() {
    if (!positional.hasNext()) {
      throw Fault.type("not enough arguments for format string");
    }
    return positional.next();
  }

  private String converted(Object value, char type, String flags, int precision) {
    return switch (type) {
      case 's' -> cut(markup ? Markup.escape(value).text() : Printing.str(value), precision);
      case 'r' ->
          cut(markup ? Markup.escaped(Printing.repr(value)) : Printing.repr(value), precision);
      case 'a' -> cut(ascii(Printing.repr(value)), precision);
      case 'c' -> character(value);
      case 'd', 'i', 'u' -> signed(digits(whole(value, type, true), 10, precision, ""), flags);
      case 'x' ->
          signed(
              digits(whole(value, type, false), 16, precision, flags.contains("#") ? "0x" : ""),
              flags);
      case 'X' ->
          signed(
                  digits(whole(value, type, false), 16, precision, flags.contains("#") ? "0x" : ""),
                  flags)
              .toUpperCase(Locale.ROOT);
      case 'o' ->
          signed(
              digits(whole(value, type, false), 8, precision, flags.contains("#") ? "0o" : ""),
              flags);
      case 'f', 'F', 'e', 'E', 'g', 'G' ->
          signed(real(value, type, flags.contains("#"), precision < 0 ? 6 : precision), flags);
      default ->
          throw Fault.value(
              "unsupported format character '"
                  + type
                  + "' (0x"
                  + Integer.toHexString(type)
                  + ") at index "
                  + (at - 1));
    };
  }

  private static String cut(String text, int precision) {
    return precision >= 0 && precision < Text.length(text)
        ? Text.substring(text, 0, precision)
        : text;
  }

  private static String character(Object value) {
    if (Types.isText(value) && Text.length(value.toString()) == 1) {
      return value.toString();
    } else if (Types.isInteger(value)) {
      return Text.character(value, "%c arg");
    }
    throw Fault.type("%c requires int or char");
  }

  private static BigInteger whole(Object value, char type, boolean fromReal) {
    undefined(value);
    Number number = Numbers.number(value);
    if (number == null) {
      throw Fault.type("%" + type + " format: a real number is required, not " + Types.name(value));
    } else if (!fromReal && number instanceof Double) {
      throw Fault.type("%" + type + " format: an integer is required, not float");
    }
    return Numbers.big((Number) Numbers.truncate(number));
  }

  private static String digits(BigInteger value, int radix, int precision, String prefix) {
    String digits = value.abs().toString(radix);
    String zeros = "0".repeat(Math.max(0, precision - digits.length()));
    return (value.signum() < 0 ? "-" : "") + prefix + zeros + digits;
  }

  private static String real(Object value, char type, boolean alternate, int precision) {
    undefined(value);
    Number number = Numbers.number(value);
    if (number == null) {
      throw Fault.type("must be real number, not " + Types.name(value));
    }
    double real = Numbers.toDouble(number);
    String text =
        switch (Character.toLowerCase(type)) {
          case 'f' -> FloatText.fixed(real, precision, alternate);
          case 'e' -> FloatText.exponential(real, precision, alternate);
          default -> FloatText.general(real, precision, alternate);
        };
    return Character.isUpperCase(type) ? text.toUpperCase(Locale.ROOT) : text;
  }

  private static void undefined(Object value) {
    if (value instanceof Undefined) {
      throw ((Undefined) value).fault();
    }
  }

  private static String signed(String text, String flags) {
    if (text.startsWith("-")) {
      return text;
    }
    return (flags.contains("+") ? "+" : flags.contains(" ") ? " " : "") + text;
  }

  private static String padded(String text, char type, String flags, int width) {
    int missing = width - Text.length(text);
    if (missing <= 0) {
      return text;
    } else if (flags.contains("-")) {
      return text + " ".repeat(missing);
    }
    boolean numeric = "srac".indexOf(type) < 0;
    if (!flags.contains("0") || !numeric) {
      return " ".repeat(missing) + text;
    }
    int head = !text.isEmpty() && "+- ".indexOf(text.charAt(0)) >= 0 ? 1 : 0;
    if (flags.contains("#") && "xXo".indexOf(type) >= 0) {
      head += 2;
    }
    return text.substring(0, head) + "0".repeat(missing) + text.substring(head);
  }

  static String ascii(String text) {
    StringBuilder out = new StringBuilder();
    text.codePoints()
        .forEach(c -> out.append(c < 128 ? Character.toString(c) : Printing.escape(c)));
    return out.toString();
  }
}
