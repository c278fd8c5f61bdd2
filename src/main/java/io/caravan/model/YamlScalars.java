package io.caravan.model;

import java.math.BigInteger;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What a plain YAML word means. YAML 1.1 as dbt's parser has it: {@code yes} and {@code off} are
 * booleans; dates stay text.
 */
final class YamlScalars {
  private static final Set<String> NULLS = Set.of("", "~", "null", "Null", "NULL");
  private static final Set<String> TRUES =
      Set.of("yes", "Yes", "YES", "true", "True", "TRUE", "on", "On", "ON");
  private static final Set<String> FALSES =
      Set.of("no", "No", "NO", "false", "False", "FALSE", "off", "Off", "OFF");
  private static final Pattern INTEGER = Pattern.compile("[-+]?(0|[1-9][0-9_]*)");
  private static final Pattern FLOAT =
      Pattern.compile(
          "[-+]?([0-9][0-9_]*)\\.[0-9_]*([eE][-+][0-9]+)?|[-+]?\\.[0-9][0-9_]*([eE][-+][0-9]+)?");

  private YamlScalars() {}

  static Object value(String text, boolean plain) {
    if (!plain) {
      return text;
    }
    if (NULLS.contains(text)) {
      return null;
    }
    if (TRUES.contains(text)) {
      return Boolean.TRUE;
    }
    if (FALSES.contains(text)) {
      return Boolean.FALSE;
    }
    if (INTEGER.matcher(text).matches()) {
      BigInteger number = new BigInteger(text.replace("_", "").replace("+", ""));
      return number.bitLength() < 64 ? (Object) number.longValue() : number;
    }
    if (FLOAT.matcher(text).matches()) {
      return Double.valueOf(text.replace("_", ""));
    }
    return switch (text) {
      case ".inf", "+.inf" -> Double.POSITIVE_INFINITY;
      case "-.inf" -> Double.NEGATIVE_INFINITY;
      case ".nan" -> Double.NaN;
      default -> text;
    };
  }
}
