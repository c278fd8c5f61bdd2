package io.caravan.jinja;

import io.caravan.jinja.value.Comparison;
import io.caravan.jinja.value.Conversion;
import io.caravan.jinja.value.Fault;
import io.caravan.jinja.value.Numbers;
import io.caravan.jinja.value.Operators;
import io.caravan.jinja.value.Printing;
import io.caravan.jinja.value.Signature;
import io.caravan.jinja.value.Types;
import io.caravan.jinja.value.Undefined;
import java.math.BigInteger;
import java.util.Locale;

/** Filters of numbers. */
final class NumberFilters {
  private static final String[] DECIMAL = {"kB", "MB", "GB", "TB", "PB", "EB", "ZB", "YB"};
  private static final String[] BINARY = {"KiB", "MiB", "GiB", "TiB", "PiB", "EiB", "ZiB", "YiB"};

  private NumberFilters() {}

  static void addTo(FilterTable table) {
    table.add("abs", Signature.of("abs", "x"), (frame, a) -> absolute(a[0]));
    table.add(
        "int",
        Signature.of("int", "value").optional("default", 0L).optional("base", 10L),
        NumberFilters::toInt);
    table.add(
        "float", Signature.of("float", "value").optional("default", 0.0), NumberFilters::toFloat);
    table.add(
        "round",
        Signature.of("round", "value").optional("precision", 0L).optional("method", "common"),
        NumberFilters::round);
    table.add(
        "filesizeformat",
        Signature.of("filesizeformat", "value").optional("binary", false),
        NumberFilters::fileSize);
  }

  private static Object absolute(Object value) {
    if (value instanceof Undefined || !Types.isNumber(value)) {
      throw Fault.type("bad operand type for abs(): '" + Types.name(value) + "'");
    }
    boolean negative = Comparison.compare(value, 0L, "<") < 0 || Double.valueOf(-0.0).equals(value);
    return negative ? Operators.negative(value) : Operators.positive(value);
  }

  private static Object toInt(Frame frame, Object[] a) {
    try {
      return Types.isText(a[0])
          ? Conversion.parseInt(a[0].toString(), Numbers.index(a[2], ""))
          : Conversion.toInt(a[0]);
    } catch (Fault notAnInt) {
      requireNoLimit(notAnInt);
      if (notAnInt.kind() == Fault.Kind.OVERFLOW) {
        throw notAnInt;
      }
      // As Jinja does: "1.5" is no int, but the float 1.5 has one.
      try {
        return Conversion.toInt(Conversion.toFloat(a[0]));
      } catch (Fault notAFloat) {
        requireNoLimit(notAFloat);
        return a[1];
      }
    }
  }

  private static Object toFloat(Frame frame, Object[] a) {
    try {
      return Conversion.toFloat(a[0]);
    } catch (Fault notAFloat) {
      requireNoLimit(notAFloat);
      return a[1];
    }
  }

  private static void requireNoLimit(Fault fault) {
    if (fault.kind() == Fault.Kind.LIMIT || fault.kind() == Fault.Kind.UNDEFINED) {
      throw fault;
    }
  }

  private static Object round(Frame frame, Object[] a) {
    String method = Printing.str(a[2]);
    int precision = Numbers.index(a[1], "");
    if (Math.abs(precision) > 400) {
      throw Fault.value("precision " + precision + " is out of range");
    } else if (method.equals("common")) {
      return Numbers.round(a[0], precision);
    } else if (!method.equals("ceil") && !method.equals("floor")) {
      throw Fault.filterArgument("method must be common, ceil or floor");
    }
    Object scale = Operators.power(10L, (long) precision);
    Object scaled = Operators.multiply(a[0], scale, frame.budget());
    Object whole = scaled;
    if (scaled instanceof Double) {
      double value = (Double) scaled;
      whole = Conversion.toInt(method.equals("ceil") ? Math.ceil(value) : Math.floor(value));
    }
    return Operators.divide(whole, scale);
  }

  private static Object fileSize(Frame frame, Object[] a) {
    double bytes = Conversion.toFloat(a[0]);
    boolean binary = Operators.truth(a[1]);
    double base = binary ? 1024 : 1000;
    if (bytes == 1) {
      return "1 Byte";
    } else if (bytes < base) {
      return BigInteger.valueOf((long) bytes) + " Bytes";
    }
    String[] prefixes = binary ? BINARY : DECIMAL;
    int at = 0;
    double unit = base * base;
    while (bytes >= unit && at < prefixes.length - 1) {
      unit *= base;
      at++;
    }
    return String.format(Locale.ROOT, "%.1f", base * bytes / unit) + " " + prefixes[at];
  }
}
