package io.caravan.jinja;

import io.caravan.jinja.value.Numbers;
import io.caravan.jinja.value.Printing;
import io.caravan.jinja.value.TextTests;
import java.math.BigInteger;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads names, numbers, strings and operators inside tags. */
final class Literals {
  private static final Pattern FLOAT =
      Pattern.compile(
          "(?:\\d+_)*\\d+(?:(?:\\.(?:\\d+_)*\\d+)?[eE][+-]?(?:\\d+_)*\\d+|\\.(?:\\d+_)*\\d+)");
  private static final Pattern INTEGER =
      Pattern.compile(
          "0[bB](?:_?[01])+|0[oO](?:_?[0-7])+|0[xX](?:_?[0-9a-fA-F])+|[1-9](?:_?\\d)*|0(?:_?0)*");
  private static final List<String> OPERATORS =
      List.of(
          "//", "**", "==", "!=", ">=", "<=", "+", "-", "/", "*", "%", "~", "[", "]", "(", ")", "{",
          "}", ">", "<", "=", ".", ":", "|", ",", ";");

  private final Source source;
  private final String text;

  Literals(Source source) {
    this.source = source;
    this.text = source.text();
  }

  Token token(int at) {
    char c = text.charAt(at);
    if (c >= '0' && c <= '9') {
      return number(at);
    } else if (c == '\'' || c == '"') {
      return string(at, c);
    } else if (c == '_' || Character.isLetterOrDigit(text.codePointAt(at))) {
      return name(at);
    }
    for (String operator : OPERATORS) {
      if (text.startsWith(operator, at)) {
        return new Token(Token.Kind.OPERATOR, operator, null, at, at + operator.length());
      }
    }
    String shown = Printing.repr(Character.toString(text.codePointAt(at)));
    throw source.wrong(
        at,
        "unexpected char " + shown + " at " + at,
        "Remove it; names and operators are as in Python.");
  }

  private Token number(int at) {
    Matcher real = FLOAT.matcher(text).region(at, text.length());
    boolean afterDot = at > 0 && text.charAt(at - 1) == '.';
    if (!afterDot && real.lookingAt()) {
      return new Token(
          Token.Kind.FLOAT,
          real.group(),
          Double.valueOf(real.group().replace("_", "")),
          at,
          real.end());
    }
    Matcher whole = INTEGER.matcher(text).region(at, text.length());
    whole.lookingAt();
    String digits = whole.group().replace("_", "").toLowerCase(Locale.ROOT);
    int radix =
        digits.startsWith("0b")
            ? 2
            : digits.startsWith("0o") ? 8 : digits.startsWith("0x") ? 16 : 10;
    Object value = Numbers.adopt(new BigInteger(radix == 10 ? digits : digits.substring(2), radix));
    return new Token(Token.Kind.INTEGER, whole.group(), value, at, whole.end());
  }

  private Token name(int at) {
    int end = at;
    while (end < text.length()
        && (text.charAt(end) == '_' || Character.isUnicodeIdentifierPart(text.codePointAt(end)))) {
      end += Character.charCount(text.codePointAt(end));
    }
    String name = text.substring(at, end);
    if (!TextTests.isIdentifier(name)) {
      throw source.wrong(
          at, "Invalid character in identifier", "Use letters, digits and _ in names.");
    }
    return new Token(Token.Kind.NAME, name, null, at, end);
  }

  private Token string(int at, char mark) {
    StringBuilder value = new StringBuilder();
    int i = at + 1;
    while (i < text.length() && text.charAt(i) != mark) {
      if (text.charAt(i) == '\\' && i + 1 < text.length()) {
        i = escape(i + 1, value);
      } else {
        value.append(text.charAt(i++));
      }
    }
    if (i >= text.length()) {
      throw source.wrong(
          at,
          "unexpected char " + Printing.repr(String.valueOf(mark)) + " at " + at,
          "Close the string with the same quote.");
    }
    return new Token(Token.Kind.STRING, text.substring(at, i + 1), value.toString(), at, i + 1);
  }

  /** Appends what an escape means, and gives where it ends. */
  private int escape(int at, StringBuilder out) {
    char c = text.charAt(at);
    switch (c) {
      case '\n' -> {}
      case 'n' -> out.append('\n');
      case 'r' -> out.append('\r');
      case 't' -> out.append('\t');
      case 'a' -> out.append('\u0007');
      case 'b' -> out.append('\b');
      case 'f' -> out.append('\f');
      case 'v' -> out.append('\u000b');
      case '\\', '\'', '"' -> out.append(c);
      case 'x' -> {
        return coded(at, 2, out);
      }
      case 'u' -> {
        return coded(at, 4, out);
      }
      case 'U' -> {
        return coded(at, 8, out);
      }
      case 'N' -> {
        return named(at, out);
      }
      default -> {
        return c >= '0' && c <= '7' ? octal(at, out) : unknown(at, c, out);
      }
    }
    return at + 1;
  }

  private static int unknown(int at, char c, StringBuilder out) {
    out.append('\\').append(c);
    return at + 1;
  }

  private int octal(int at, StringBuilder out) {
    int end = at;
    while (end < text.length()
        && end < at + 3
        && text.charAt(end) >= '0'
        && text.charAt(end) <= '7') {
      end++;
    }
    out.appendCodePoint(Integer.parseInt(text.substring(at, end), 8));
    return end;
  }

  private int coded(int at, int digits, StringBuilder out) {
    int end = at + 1 + digits;
    String hex = end <= text.length() ? text.substring(at + 1, end) : "";
    boolean valid = !hex.isEmpty() && hex.chars().allMatch(c -> Character.digit(c, 16) >= 0);
    if (!valid || Long.parseLong(hex, 16) > Character.MAX_CODE_POINT) {
      throw source.wrong(
          at - 1,
          "truncated \\" + text.charAt(at) + "XX escape",
          "Write " + digits + " hexadecimal digits, or double the backslash.");
    }
    out.appendCodePoint(Integer.parseInt(hex, 16));
    return end;
  }

  private int named(int at, StringBuilder out) {
    int end = text.indexOf('}', at);
    try {
      if (end > at + 1 && text.charAt(at + 1) == '{') {
        out.appendCodePoint(Character.codePointOf(text.substring(at + 2, end)));
        return end + 1;
      }
    } catch (IllegalArgumentException e) {
      throw source.wrong(at - 1, "unknown Unicode character name", "Write the character itself.");
    }
    throw source.wrong(
        at - 1, "malformed \\N character escape", "Write \\N{NAME}, or double the backslash.");
  }
}
