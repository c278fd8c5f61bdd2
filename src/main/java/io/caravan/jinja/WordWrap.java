package io.caravan.jinja;

import io.caravan.jinja.value.Budget;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Breaks a line at words, as Python's textwrap does.
 *
 * @param breakLongWords words longer than a line are cut
 * @param breakOnHyphens lines may end behind a hyphen inside of a word
 * @param budget what is charged for the work
 */
record WordWrap(int width, boolean breakLongWords, boolean breakOnHyphens, Budget budget) {
  private static final Pattern SPACES =
      Pattern.compile("[\\t\\n\\x0b\\x0c\\r ]+|[^\\t\\n\\x0b\\x0c\\r ]+");
  // A chunk ends behind a hyphen between letters, and before and behind a dash of two or more.
  private static final Pattern CHUNKS =
      Pattern.compile(
          "[\\t\\n\\x0b\\x0c\\r ]+"
              + "|(?<=[\\w!\"'&.,?])-{2,}(?=\\w)"
              + "|[^\\t\\n\\x0b\\x0c\\r ](?:[^\\t\\n\\x0b\\x0c\\r ])*?"
              + "(?:-(?:(?<=[\\p{L}_]{2}-)|(?<=[\\p{L}_]-[\\p{L}_]-))(?=[\\p{L}_]-?[\\p{L}_])"
              + "|(?=[\\t\\n\\x0b\\x0c\\r ]|\\z)|(?<=[\\w!\"'&.,?])(?=-{2,}\\w))");

  List<String> lines(String text) {
    Deque<String> chunks = new ArrayDeque<>();
    Matcher matcher = (breakOnHyphens ? CHUNKS : SPACES).matcher(text);
    while (matcher.find()) {
      budget.tick();
      chunks.add(matcher.group());
    }
    List<String> lines = new ArrayList<>();
    while (!chunks.isEmpty()) {
      if (!lines.isEmpty() && chunks.peek().isBlank()) {
        chunks.pop();
      }
      List<String> line = fill(chunks);
      if (!line.isEmpty() && line.get(line.size() - 1).isBlank()) {
        line.remove(line.size() - 1);
      }
      if (!line.isEmpty()) {
        lines.add(String.join("", line));
      }
    }
    return lines;
  }

  private List<String> fill(Deque<String> chunks) {
    List<String> line = new ArrayList<>();
    int length = 0;
    while (!chunks.isEmpty() && length + chunks.peek().length() <= width) {
      length += chunks.peek().length();
      line.add(chunks.pop());
    }
    if (!chunks.isEmpty() && chunks.peek().length() > width) {
      cut(chunks, line, width - length);
    }
    return line;
  }

  /** Puts of a word that is longer than a line as much as fits on the line. */
  private void cut(Deque<String> chunks, List<String> line, int room) {
    if (!breakLongWords) {
      if (line.isEmpty()) {
        line.add(chunks.pop());
      }
      return;
    }
    int space = Math.max(1, room);
    String chunk = chunks.pop();
    budget.cells(chunk.length());
    int end = space;
    if (breakOnHyphens && chunk.length() > space) {
      int hyphen = chunk.lastIndexOf('-', space - 1);
      boolean inside = hyphen > 0 && chunk.substring(0, hyphen).chars().anyMatch(c -> c != '-');
      end = inside ? hyphen + 1 : end;
    }
    line.add(chunk.substring(0, end));
    chunks.push(chunk.substring(end));
  }
}
