package io.caravan.jinja;

import io.caravan.jinja.value.Fault;
import io.caravan.jinja.value.Printing;
import java.util.Map;
import java.util.Set;

/** Values written as text, as Python's {@code literal_eval} reads them. */
final class LiteralText {
  // Jinja writes these constants in small letters too, Python does not.
  private static final Set<String> NOT_OF_PYTHON = Set.of("true", "false", "none");

  private LiteralText() {}

  /** The value that a text says, or the text itself if it says none. */
  static Object value(Object given) {
    if (!(given instanceof String)) {
      return given;
    }
    String text = (String) given;
    try {
      Environment nothing =
          new Environment(null, Syntax.PLAIN, null, false, null, Map.of(), Map.of(), Map.of());
      Tokens tokens = new Tokens(new Source("literal", "{{ " + text + " }}", true), Syntax.PLAIN);
      Token begin = tokens.next();
      Expression parsed = new ExpressionParser(tokens, nothing).tuple();
      boolean whole =
          begin.kind() == Token.Kind.VARIABLE_BEGIN
              && tokens.next().kind() == Token.Kind.VARIABLE_END
              && tokens.at(Token.Kind.EOF);
      Object value = whole && !small(text, parsed) ? CallSite.literal(parsed) : CallSite.DYNAMIC;
      return value == CallSite.DYNAMIC ? given : value;
    } catch (JinjaException notALiteral) {
      // Text that is no literal is what it is.
      return given;
    }
  }

  private static boolean small(String text, Expression parsed) {
    boolean[] found = {false};
    parsed.walk(
        node -> {
          boolean constant =
              node instanceof Constant
                  && (((Constant) node).constant() == null
                      || ((Constant) node).constant() instanceof Boolean);
          String from = constant ? text.substring(node.place().column() - 4) : "";
          found[0] |= NOT_OF_PYTHON.stream().anyMatch(from::startsWith);
        });
    return found[0];
  }

  static Object bool(Object given) {
    Object value = value(given);
    return require(value instanceof Boolean, given, value, "bool");
  }

  static Object number(Object given) {
    Object value = value(given);
    return require(value instanceof Number, given, value, "number");
  }

  private static Object require(boolean fits, Object given, Object value, String type) {
    if (!fits) {
      throw Fault.value(
          "Could not convert value '" + Printing.str(given) + "' into type '" + type + "'");
    }
    return value;
  }
}
