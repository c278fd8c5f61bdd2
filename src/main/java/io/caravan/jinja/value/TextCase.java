package io.caravan.jinja.value;

import java.util.function.UnaryOperator;

/** Methods of str that change letters. */
public final class TextCase {
  static final MethodTable METHODS = new MethodTable();

  static {
    add("upper", TextMethods::upper);
    add("lower", TextMethods::lower);
    add("casefold", text -> TextMethods.lower(TextMethods.upper(text)));
    add("capitalize", TextCase::capitalize);
    add("title", TextCase::title);
    add("swapcase", TextCase::swap);
  }

  private TextCase() {}

  private static void add(String name, UnaryOperator<String> change) {
    METHODS.add(
        name,
        (self, arguments, budget) -> {
          budget.text(self.toString().length());
          return change.apply(self.toString());
        });
  }

  public static String capitalize(String text) {
    if (text.isEmpty()) {
      return text;
    }
    int end = text.offsetByCodePoints(0, 1);
    return titleCase(text.codePointAt(0)) + TextMethods.lower(text.substring(end));
  }

  private static String titleCase(int c) {
    int title = Character.toTitleCase(c);
    if (title != c || Character.isTitleCase(c)) {
      return Character.toString(title);
    }
    String upper = TextMethods.upper(Character.toString(c));
    return upper.length() > 1 ? upper.charAt(0) + TextMethods.lower(upper.substring(1)) : upper;
  }

  private static String title(String text) {
    StringBuilder out = new StringBuilder(text.length());
    boolean inside = false;
    for (int c : text.codePoints().toArray()) {
      out.append(inside ? TextMethods.lower(Character.toString(c)) : titleCase(c));
      inside = Text.isCased(c);
    }
    return out.toString();
  }

  private static String swap(String text) {
    StringBuilder out = new StringBuilder(text.length());
    for (int c : text.codePoints().toArray()) {
      String one = Character.toString(c);
      out.append(Character.isUpperCase(c) ? TextMethods.lower(one) : TextMethods.upper(one));
    }
    return out.toString();
  }
}
