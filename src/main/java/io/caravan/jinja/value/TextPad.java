package io.caravan.jinja.value;

/** Methods of str that fill up and strip. */
public final class TextPad {
  static final MethodTable METHODS = new MethodTable();

  static {
    for (String name : new String[] {"ljust", "rjust", "center"}) {
      METHODS.add(
          Signature.of(name, "width").optional("fillchar", " "),
          name,
          (self, a, budget) ->
              pad(self.toString(), Numbers.index(a[0], ""), fill(a[1]), name, budget));
    }
    METHODS.add(
        Signature.of("zfill", "width"),
        "zfill",
        (self, a, budget) -> zeros(self.toString(), Numbers.index(a[0], ""), budget));
    Signature strip = Signature.of("strip").optional("chars", null);
    METHODS.add(strip, "strip", (self, a, budget) -> strip(self.toString(), a[0], true, true));
    METHODS.add(strip, "lstrip", (self, a, budget) -> strip(self.toString(), a[0], true, false));
    METHODS.add(strip, "rstrip", (self, a, budget) -> strip(self.toString(), a[0], false, true));
    METHODS.add(
        Signature.of("expandtabs").optional("tabsize", 8L),
        "expandtabs",
        (self, a, budget) -> expandTabs(self.toString(), Numbers.index(a[0], ""), budget));
  }

  private TextPad() {}

  private static String fill(Object value) {
    String fill = TextMethods.text(value, "The fill character");
    if (Text.length(fill) != 1) {
      throw Fault.type("The fill character must be exactly one character long");
    }
    return fill;
  }

  /** Fills a text up to a width: {@code ljust}, {@code rjust} or {@code center}. */
  public static String pad(String text, int width, String fill, String method, Budget budget) {
    int missing = width - Text.length(text);
    if (missing <= 0) {
      return text;
    }
    budget.text(width);
    int left =
        switch (method) {
          case "ljust" -> 0;
          case "rjust" -> missing;
          default -> missing / 2 + (missing & width & 1);
        };
    return fill.repeat(left) + text + fill.repeat(missing - left);
  }

  private static String zeros(String text, int width, Budget budget) {
    int missing = width - Text.length(text);
    if (missing <= 0) {
      return text;
    }
    budget.text(width);
    boolean signed = text.startsWith("-") || text.startsWith("+");
    return signed
        ? text.charAt(0) + "0".repeat(missing) + text.substring(1)
        : "0".repeat(missing) + text;
  }

  /** Takes characters off the ends; white space if none are given. */
  public static String strip(String text, Object characters, boolean left, boolean right) {
    String set = characters == null ? null : TextMethods.text(characters, "strip arg");
    int start = 0;
    int end = text.length();
    while (left && start < end && stripped(text.codePointAt(start), set)) {
      start += Character.charCount(text.codePointAt(start));
    }
    while (right && end > start && stripped(text.codePointBefore(end), set)) {
      end -= Character.charCount(text.codePointBefore(end));
    }
    return text.substring(start, end);
  }

  private static boolean stripped(int c, String set) {
    return set == null ? Text.isSpace(c) : set.indexOf(c) >= 0;
  }

  private static String expandTabs(String text, int size, Budget budget) {
    StringBuilder out = new StringBuilder();
    int column = 0;
    for (int c : text.codePoints().toArray()) {
      if (c == '\t') {
        int spaces = size <= 0 ? 0 : size - column % size;
        budget.text((long) out.length() + spaces);
        out.append(" ".repeat(spaces));
        column += spaces;
      } else {
        out.appendCodePoint(c);
        column = c == '\n' || c == '\r' ? 0 : column + 1;
      }
    }
    return out.toString();
  }
}
