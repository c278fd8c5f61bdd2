package io.caravan.jinja.value;

/** Text that is HTML already and is not escaped again. */
public record Markup(String text) implements CharSequence {
  /** The text as HTML: escaped unless it is markup. */
  public static Markup escape(Object value) {
    if (value instanceof Markup) {
      return (Markup) value;
    }
    return new Markup(escaped(Printing.str(value)));
  }

  static String escaped(String raw) {
    StringBuilder out = new StringBuilder(raw.length() + 16);
    for (int i = 0; i < raw.length(); i++) {
      char c = raw.charAt(i);
      switch (c) {
        case '&' -> out.append("&amp;");
        case '<' -> out.append("&lt;");
        case '>' -> out.append("&gt;");
        case '"' -> out.append("&#34;");
        case '\'' -> out.append("&#39;");
        default -> out.append(c);
      }
    }
    return out.toString();
  }

  @Override
  public int length() {
    return text.length();
  }

  @Override
  public char charAt(int index) {
    return text.charAt(index);
  }

  @Override
  public CharSequence subSequence(int start, int end) {
    return text.subSequence(start, end);
  }

  @Override
  public String toString() {
    return text;
  }
}
