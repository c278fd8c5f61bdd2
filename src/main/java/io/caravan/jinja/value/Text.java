package io.caravan.jinja.value;

/** Strings as Python counts them: by code points. */
final class Text {
  private Text() {}

  static int length(String text) {
    return text.codePointCount(0, text.length());
  }

  static boolean plain(String text) {
    return length(text) == text.length();
  }

  /** The substring between code points. */
  static String substring(String text, int from, int to) {
    if (plain(text)) {
      return text.substring(from, to);
    }
    int start = text.offsetByCodePoints(0, from);
    return text.substring(start, text.offsetByCodePoints(start, to - from));
  }

  /** Where in code points a char offset is; -1 stays -1. */
  static long index(String text, int offset) {
    return offset < 0 ? -1 : text.codePointCount(0, offset);
  }

  /** The character of a code point. Throws an OverflowError fault if there is none. */
  static String character(Object code, String what) {
    int c = Numbers.index(code, "");
    if (!Character.isValidCodePoint(c)) {
      throw new Fault(Fault.Kind.OVERFLOW, what + " not in range(0x110000)", "");
    }
    return Character.toString(c);
  }

  static boolean isSpace(int c) {
    return c == ' '
        || c >= 9 && c <= 13
        || c >= 0x1c && c <= 0x1f
        || c == 0x85
        || c > 127 && (Character.isSpaceChar(c));
  }

  static boolean isLineBreak(int c) {
    return c >= 10 && c <= 13 || c >= 0x1c && c <= 0x1e || c == 0x85 || c == 0x2028 || c == 0x2029;
  }

  static boolean isPrintable(int c) {
    if (c < 127) {
      return c >= 32;
    }
    return switch (Character.getType(c)) {
      case Character.CONTROL,
              Character.FORMAT,
              Character.SURROGATE,
              Character.PRIVATE_USE,
              Character.UNASSIGNED,
              Character.LINE_SEPARATOR,
              Character.PARAGRAPH_SEPARATOR,
              Character.SPACE_SEPARATOR ->
          false;
      default -> true;
    };
  }

  static boolean isCased(int c) {
    return Character.isUpperCase(c) || Character.isLowerCase(c) || Character.isTitleCase(c);
  }

  static String repeat(String text, long times, Budget budget) {
    if (times <= 0 || text.isEmpty()) {
      return "";
    }
    budget.text(
        Math.multiplyHigh(text.length(), times) == 0 && text.length() * times >= 0
            ? text.length() * times
            : Long.MAX_VALUE / 2);
    return text.repeat((int) times);
  }
}
