package io.caravan.quality;

import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * A Python pattern of a suite in the dialects of the SQL engine (RE2) and of Java. It is searched
 * for anywhere in the text, as Great Expectations does on SQL databases; {@code \d}, {@code \w} and
 * {@code \s} mean the classes of Unicode; {@code $} is the very end.
 *
 * @param python as the suite has it
 * @param re2 for the SQL engine
 * @param java for records
 */
record Regex(String python, String re2, Pattern java) {
  /**
   * @throws IllegalArgumentException when the pattern is wrong or asks for what an engine without
   *     backtracking cannot do; the message completes "Cannot use pattern '...': "
   */
  static Regex of(String python) {
    RegexTranslation translation = new RegexTranslation(python);
    translation.run();
    try {
      return new Regex(python, translation.re2(), Pattern.compile(translation.java()));
    } catch (PatternSyntaxException e) {
      throw new IllegalArgumentException(
          e.getDescription() + " at character " + (Math.max(0, e.getIndex()) + 1), e);
    }
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Regex regex && python.equals(regex.python);
  }

  @Override
  public int hashCode() {
    return python.hashCode();
  }
}
