package io.caravan.jinja.value;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The names that Python gives to types. */
public final class Types {
  private Types() {}

  public static String name(Object value) {
    if (value == null) {
      return "NoneType";
    } else if (value instanceof String || value instanceof Character) {
      return "str";
    } else if (value instanceof Boolean) {
      return "bool";
    } else if (value instanceof Double || value instanceof Float) {
      return "float";
    } else if (value instanceof BigDecimal) {
      return "decimal.Decimal";
    } else if (value instanceof Number) {
      return "int";
    } else if (value instanceof HostObject) {
      return ((HostObject) value).typeName();
    } else if (value instanceof Markup) {
      return "Markup";
    } else if (value instanceof Tuple) {
      return "tuple";
    } else if (value instanceof List) {
      return "list";
    } else if (value instanceof Map) {
      return "dict";
    } else if (value instanceof Set) {
      return "set";
    } else if (value instanceof Range) {
      return "range";
    } else if (value instanceof DictView) {
      return ((DictView) value).kind().python();
    } else if (value instanceof Lazy) {
      return ((Lazy) value).typeName();
    } else if (value instanceof Callable) {
      return "function";
    }
    return "object";
  }

  /** The type in the words of messages about missing members. */
  static String described(Object value) {
    if (value == null) {
      return "None";
    } else if (value instanceof Markup) {
      return "markupsafe.Markup object";
    } else if (value instanceof HostObject && !(value instanceof Undefined)) {
      String name = ((HostObject) value).typeName();
      return switch (name) {
        case "Namespace", "Cycler", "Joiner" -> "jinja2.utils." + name + " object";
        case "Macro", "LoopContext" -> "jinja2.runtime." + name + " object";
        case "TemplateModule" -> "jinja2.environment." + name + " object";
        default -> name + " object";
      };
    }
    return name(value) + " object";
  }

  public static boolean isText(Object value) {
    return value instanceof String || value instanceof Markup;
  }

  public static boolean isInteger(Object value) {
    return value instanceof Long
        || value instanceof Integer
        || value instanceof BigInteger
        || value instanceof Short
        || value instanceof Byte;
  }

  public static boolean isNumber(Object value) {
    return value instanceof Number || value instanceof Boolean;
  }
}
