package io.caravan.jinja.value;

import java.util.function.IntPredicate;
import java.util.function.Predicate;

/** Methods of str that answer a question about it. */
public final class TextTests {
  static final MethodTable METHODS = new MethodTable();

  static {
    each("isalpha", Character::isLetter);
    each("isalnum", c -> Character.isLetter(c) || isNumeric(c));
    each("isdecimal", c -> Character.getType(c) == Character.DECIMAL_DIGIT_NUMBER);
    each("isdigit", c -> Character.isDigit(c) || isRaisedDigit(c));
    each("isnumeric", TextTests::isNumeric);
    each("isspace", Text::isSpace);
    add("isprintable", text -> text.codePoints().allMatch(Text::isPrintable));
    add("isascii", text -> text.codePoints().allMatch(c -> c < 128));
    add("islower", TextTests::isLower);
    add("isupper", TextTests::isUpper);
    add("istitle", TextTests::isTitle);
    add("isidentifier", TextTests::isIdentifier);
  }

  private TextTests() {}

  private static void each(String name, IntPredicate test) {
    add(name, text -> !text.isEmpty() && text.codePoints().allMatch(test));
  }

  private static void add(String name, Predicate<String> test) {
    METHODS.add(name, (self, arguments, budget) -> test.test(self.toString()));
  }

  private static boolean isRaisedDigit(int c) {
    return c == 0xb2
        || c == 0xb3
        || c == 0xb9
        || c == 0x2070
        || c >= 0x2074 && c <= 0x2079
        || c >= 0x2080 && c <= 0x2089;
  }

  private static boolean isNumeric(int c) {
    int type = Character.getType(c);
    return type == Character.DECIMAL_DIGIT_NUMBER
        || type == Character.LETTER_NUMBER
        || type == Character.OTHER_NUMBER;
  }

  public static boolean isLower(String text) {
    return text.codePoints().anyMatch(Character::isLowerCase)
        && text.codePoints().noneMatch(c -> Character.isUpperCase(c) || Character.isTitleCase(c));
  }

  public static boolean isUpper(String text) {
    return text.codePoints().anyMatch(Character::isUpperCase)
        && text.codePoints().noneMatch(c -> Character.isLowerCase(c) || Character.isTitleCase(c));
  }

  private static boolean isTitle(String text) {
    boolean any = false;
    boolean inside = false;
    for (int c : text.codePoints().toArray()) {
      boolean first = Character.isUpperCase(c) || Character.isTitleCase(c);
      if (first && inside || Character.isLowerCase(c) && !inside) {
        return false;
      }
      inside = Text.isCased(c);
      any |= inside;
    }
    return any;
  }

  /** Whether the text may be a name. */
  public static boolean isIdentifier(String text) {
    if (text.isEmpty()) {
      return false;
    }
    int first = text.codePointAt(0);
    boolean starts = first == '_' || Character.isUnicodeIdentifierStart(first);
    return starts
        && text.codePoints()
            .allMatch(
                c -> Character.isUnicodeIdentifierPart(c) && !Character.isIdentifierIgnorable(c));
  }
}
