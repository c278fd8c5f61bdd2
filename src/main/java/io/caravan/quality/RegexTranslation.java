package io.caravan.quality;

/**
 * One pass over a Python pattern that writes it for RE2 and for Java at once, or says what they
 * cannot do.
 */
final class RegexTranslation {
  private static final int MOST_REPEATS = 1000;

  private final String python;
  private final StringBuilder re2 = new StringBuilder();
  private final StringBuilder java = new StringBuilder();
  private int at;

  RegexTranslation(String python) {
    this.python = python;
  }

  String re2() {
    return re2.toString();
  }

  String java() {
    return java.toString();
  }

  void run() {
    while (at < python.length()) {
      char c = python.charAt(at);
      switch (c) {
        case '\\' -> escape(false);
        case '[' -> characterClass();
        case '(' -> group();
        case '{' -> repeat();
        case '*', '+', '?' -> quantifier(c);
        case '$' -> both("$", "\\z");
        default -> {
          int point = python.codePointAt(at);
          both(Character.toString(point));
          at += Character.charCount(point) - 1;
        }
      }
      at++;
    }
  }

  private void both(String text) {
    both(text, text);
  }

  private void both(String forRe2, String forJava) {
    re2.append(forRe2);
    java.append(forJava);
  }

  private IllegalArgumentException cannot(String what) {
    return new IllegalArgumentException(
        what + " at character " + (at + 1) + ", which an engine without backtracking cannot match");
  }

  private IllegalArgumentException wrong(String what) {
    return new IllegalArgumentException(what + " at character " + (at + 1));
  }

  private void quantifier(char c) {
    both(String.valueOf(c));
    if (at + 1 < python.length() && python.charAt(at + 1) == '+') {
      throw cannot("the possessive quantifier '" + c + "+'");
    }
  }

  /** {@code {,n}} means from none in Python, and itself in RE2. */
  private void repeat() {
    int end = python.indexOf('}', at);
    String inside = end < 0 ? "" : python.substring(at + 1, end);
    if (!inside.matches("\\d+|\\d*,\\d*") || inside.equals(",")) {
      both("\\{");
      return;
    }
    for (String bound : inside.split(",")) {
      if (!bound.isEmpty() && (bound.length() > 4 || Integer.parseInt(bound) > MOST_REPEATS)) {
        throw wrong("the repetition {" + inside + "} of more than " + MOST_REPEATS);
      }
    }
    both("{" + (inside.startsWith(",") ? "0" : "") + inside + "}");
    at = end;
    if (at + 1 < python.length() && python.charAt(at + 1) == '+') {
      throw cannot("the possessive quantifier '}+'");
    }
  }

  private void group() {
    if (python.startsWith("(?P=", at)) {
      throw cannot("the back reference '(?P=...)'");
    } else if (python.startsWith("(?P<", at)) {
      int end = python.indexOf('>', at);
      if (end < 0 || !python.substring(at + 4, end).matches("[A-Za-z_][A-Za-z0-9_]*")) {
        throw wrong("a group without a proper name");
      }
      // Java's group names know no underscore, and nothing reads the names.
      both("(");
      at = end;
    } else if (python.startsWith("(?#", at)) {
      int end = python.indexOf(')', at);
      if (end < 0) {
        throw wrong("a comment without its ')'");
      }
      at = end;
    } else if (python.startsWith("(?=", at) || python.startsWith("(?!", at)) {
      throw cannot("the look-ahead '" + python.substring(at, at + 3) + "...)'");
    } else if (python.startsWith("(?<", at)) {
      throw cannot("the look-behind '(?<...)'");
    } else if (python.startsWith("(?>", at)) {
      throw cannot("the atomic group '(?>...)'");
    } else if (python.startsWith("(?(", at)) {
      throw cannot("the condition '(?(...)...)'");
    } else if (python.startsWith("(?", at)) {
      flags();
    } else {
      both("(");
    }
  }

  private void flags() {
    int end = at + 2;
    StringBuilder kept = new StringBuilder();
    while (end < python.length() && "aiLmsux-".indexOf(python.charAt(end)) >= 0) {
      char flag = python.charAt(end);
      if (flag == 'x' || flag == 'a' || flag == 'L') {
        throw wrong("the flag '" + flag + "', which is not supported,");
      }
      // 'u' is how all patterns are read here.
      if (flag != 'u') {
        kept.append(flag);
      }
      end++;
    }
    if (end >= python.length() || (python.charAt(end) != ':' && python.charAt(end) != ')')) {
      throw wrong("an unknown kind of group");
    }
    boolean scoped = python.charAt(end) == ':';
    at = end;
    if (kept.isEmpty()) {
      both(scoped ? "(?:" : "");
      return;
    }
    String ending = scoped ? ":" : ")";
    both("(?" + kept + ending, "(?" + kept.toString().replace("i", "iu") + ending);
  }

  private void characterClass() {
    both("[");
    at++;
    if (at < python.length() && python.charAt(at) == '^') {
      both("^");
      at++;
    }
    boolean first = true;
    for (; at < python.length(); at++, first = false) {
      char c = python.charAt(at);
      if (c == ']' && !first) {
        both("]");
        return;
      }
      switch (c) {
        case '\\' -> escape(true);
        // Each dialect gives one of these a meaning of its own inside a class.
        case '[', ']', '&' -> both("\\" + c);
        default -> both(String.valueOf(c));
      }
    }
    throw wrong("a class without its ']'");
  }

  private void escape(boolean inClass) {
    at++;
    if (at >= python.length()) {
      throw wrong("a backslash at the end");
    }
    char c = python.charAt(at);
    switch (c) {
      case 'd' -> both("\\p{Nd}");
      case 'D' -> both("\\P{Nd}");
      case 'w' -> both(inClass ? "\\p{L}\\p{N}_" : "[\\p{L}\\p{N}_]");
      case 's' -> both(inClass ? SPACES : "[" + SPACES + "]");
      case 'W', 'S' -> negated(c, inClass);
      case 'A' -> both("\\A");
      case 'Z' -> both("\\z");
      case 'b', 'B' -> both(inClass ? "\\x08" : "\\" + c);
      case 'n', 'r', 't', 'f', 'a' -> both("\\" + c);
      case 'v' -> both("\\x0B");
      case 'x' -> hexadecimal(2);
      case 'u' -> hexadecimal(4);
      case 'U' -> hexadecimal(8);
      case '0' -> both("\\x00");
      default -> other(c, inClass);
    }
  }

  private static final String SPACES = "\\t\\n\\x0B\\f\\r \\x{85}\\p{Z}";

  private void negated(char c, boolean inClass) {
    if (inClass) {
      throw wrong("'\\" + c + "' inside of [...], which is not supported,");
    }
    both(c == 'W' ? "[^\\p{L}\\p{N}_]" : "[^" + SPACES + "]");
  }

  private void hexadecimal(int digits) {
    int end = at + 1 + digits;
    if (end > python.length() || !python.substring(at + 1, end).matches("[0-9A-Fa-f]+")) {
      throw wrong("'\\" + python.charAt(at) + "' without its " + digits + " hexadecimal digits");
    }
    both("\\x{" + python.substring(at + 1, end) + "}");
    at = end - 1;
  }

  private void other(char c, boolean inClass) {
    if (Character.isDigit(c) && !inClass) {
      throw cannot("the back reference '\\" + c + "'");
    } else if (Character.isLetterOrDigit(c) && c < 128) {
      throw wrong("the unknown escape '\\" + c + "'");
    }
    both("\\.+*?()|[]{}^$&-".indexOf(c) >= 0 ? "\\" + c : String.valueOf(c));
  }
}
