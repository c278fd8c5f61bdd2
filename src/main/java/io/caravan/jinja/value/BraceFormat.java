package io.caravan.jinja.value;

import java.util.List;
import java.util.Map;

/**
 * {@code "{} {name[0].attribute!r:>10}".format(...)}, with the same rules of access as everywhere.
 */
final class BraceFormat {
  private final Arguments arguments;
  private final Undefined.Mode mode;
  private final Budget budget;
  private final boolean markup;
  private int automatic;

  private BraceFormat(Arguments arguments, Undefined.Mode mode, Budget budget, boolean markup) {
    this.arguments = arguments;
    this.mode = mode;
    this.budget = budget;
    this.markup = markup;
  }

  /** The bound method {@code format} or {@code format_map}. */
  static Native method(Object owner, String name, Undefined.Mode mode, Budget budget) {
    return new BoundMethod(
        name,
        owner,
        given -> {
          Arguments arguments = name.equals("format") ? given : spread(given);
          boolean markup = owner instanceof Markup;
          String text =
              new BraceFormat(arguments, mode, budget, markup).expand(owner.toString(), 2);
          return markup ? new Markup(text) : text;
        });
  }

  private static Arguments spread(Arguments given) {
    if (!given.named().isEmpty()
        || given.positional().size() != 1
        || !(given.positional().get(0) instanceof Map)) {
      throw Fault.type("format_map() takes exactly one dict");
    }
    Map<String, Object> named = new java.util.LinkedHashMap<>();
    ((Map<?, ?>) given.positional().get(0))
        .forEach((key, value) -> named.put(Printing.str(key), value));
    return given.with(List.of(), named);
  }

  private String expand(String format, int depth) {
    if (depth < 0) {
      throw Fault.value("Max string recursion exceeded");
    }
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < format.length(); i++) {
      char c = format.charAt(i);
      boolean doubled = i + 1 < format.length() && format.charAt(i + 1) == c;
      if (c != '{' && c != '}') {
        out.append(c);
      } else if (doubled) {
        out.append(c);
        i++;
      } else if (c == '}') {
        throw Fault.value("Single '}' encountered in format string");
      } else {
        int end = closing(format, i);
        out.append(field(format.substring(i + 1, end), depth));
        i = end;
      }
      budget.tick();
      if (out.length() > budget.limits().text()) {
        break;
      }
    }
    budget.text(out.length());
    return out.toString();
  }

  private static int closing(String format, int start) {
    int depth = 0;
    for (int i = start; i < format.length(); i++) {
      if (format.charAt(i) == '{') {
        depth++;
      } else if (format.charAt(i) == '}' && --depth == 0) {
        return i;
      }
    }
    throw Fault.value(
        start + 1 == format.length()
            ? "Single '{' encountered in format string"
            : "expected '}' before end of string");
  }

  private String field(String field, int depth) {
    int colon = field.indexOf(':');
    int bracket = field.indexOf('[');
    if (bracket >= 0 && bracket < colon) {
      colon = field.indexOf(':', Math.max(bracket, field.indexOf(']')));
    }
    String head = colon < 0 ? field : field.substring(0, colon);
    int bang = head.indexOf('!');
    Object value = lookup(bang < 0 ? head : head.substring(0, bang));
    String spec = colon < 0 ? "" : expand(field.substring(colon + 1), depth - 1);
    if (bang >= 0) {
      String conversion = head.substring(bang + 1);
      value =
          switch (conversion) {
            case "s" -> Printing.str(value);
            case "r" -> Printing.repr(value);
            case "a" -> PercentFormat.ascii(Printing.repr(value));
            default -> throw Fault.value("Unknown conversion specifier " + conversion);
          };
    }
    if (markup && spec.isEmpty()) {
      return Markup.escape(value).text();
    }
    return FormatSpec.format(value, spec, budget);
  }

  private Object lookup(String path) {
    int at = 0;
    while (at < path.length() && path.charAt(at) != '.' && path.charAt(at) != '[') {
      at++;
    }
    Object value = first(path.substring(0, at));
    while (at < path.length()) {
      boolean bracket = path.charAt(at) == '[';
      int end = bracket ? path.indexOf(']', at) : next(path, at + 1);
      if (end < 0) {
        throw Fault.value("Missing ']' in format string");
      }
      String name = path.substring(at + 1, end);
      if (name.isEmpty()) {
        throw Fault.value("Empty attribute in format string");
      }
      boolean index = bracket && name.chars().allMatch(Character::isDigit) && name.length() < 10;
      value =
          bracket
              ? Attributes.item(value, index ? (Object) Long.valueOf(name) : name, mode, budget)
              : Attributes.attribute(value, name, mode, budget);
      at = bracket ? end + 1 : end;
    }
    return value;
  }

  private static int next(String path, int from) {
    int at = from;
    while (at < path.length() && path.charAt(at) != '.' && path.charAt(at) != '[') {
      at++;
    }
    return at;
  }

  private Object first(String name) {
    if (name.isEmpty() || name.length() < 10 && name.chars().allMatch(Character::isDigit)) {
      boolean mixed = name.isEmpty() ? automatic < 0 : automatic > 0;
      if (mixed) {
        throw Fault.value(
            "cannot switch between manual field specification and automatic field numbering");
      }
      int index = name.isEmpty() ? automatic++ : Integer.parseInt(name);
      if (!name.isEmpty()) {
        automatic = -1;
      }
      if (index >= arguments.positional().size()) {
        throw new Fault(Fault.Kind.INDEX, "tuple index out of range", "");
      }
      return arguments.positional().get(index);
    } else if (!arguments.named().containsKey(name)) {
      throw new Fault(Fault.Kind.KEY, Printing.quoted(name), "");
    }
    return arguments.named().get(name);
  }
}
