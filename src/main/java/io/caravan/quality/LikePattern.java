package io.caravan.quality;

import java.util.regex.Pattern;

/**
 * A LIKE pattern: {@code %} is any text, {@code _} any character.
 *
 * @param pattern as the suite has it
 * @param escape takes the meaning of the character after it; a backslash where the suite names none
 */
record LikePattern(String pattern, char escape) {
  Pattern java() {
    StringBuilder regex = new StringBuilder();
    for (int i = 0; i < pattern.length(); i++) {
      char c = pattern.charAt(i);
      if (c == escape && i + 1 < pattern.length()) {
        i++;
        regex.append(Pattern.quote(String.valueOf(pattern.charAt(i))));
      } else if (c == '%') {
        regex.append(".*");
      } else {
        regex.append(c == '_' ? "." : Pattern.quote(String.valueOf(c)));
      }
    }
    return Pattern.compile(regex.toString(), Pattern.DOTALL);
  }
}
