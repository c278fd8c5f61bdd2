package io.caravan.jinja;

import io.caravan.jinja.MacroDefinition.Kind;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds the blocks at the top of a source by their tags alone, as dbt does before it parses
 * anything.
 */
final class BlockScanner {
  private static final Pattern TAG =
      Pattern.compile("\\{%-?\\s*([A-Za-z_][A-Za-z_0-9]*)(?:\\s+([A-Za-z_][A-Za-z_0-9]*))?");
  private static final Pattern END_RAW = Pattern.compile("\\{%-?\\s*endraw\\s*-?%}");

  private final Source source;
  private final String text;
  private final Set<Kind> kinds;
  private final List<RawBlock> found = new ArrayList<>();
  private final Deque<String> control = new ArrayDeque<>();
  private int at;
  private Open open;

  /** A block that is not closed yet. */
  private record Open(Kind kind, String tag, String name, int start, int contents) {}

  BlockScanner(Source source, Set<Kind> kinds) {
    this.source = source;
    this.text = source.text();
    this.kinds = kinds;
  }

  List<RawBlock> blocks() {
    while (next()) {
      char kind = text.charAt(at + 1);
      if (kind == '#') {
        at = after("#}", at + 2, "comment");
      } else if (kind == '{') {
        skip("}}", at + 2);
      } else {
        tag();
      }
    }
    if (open != null) {
      String end = "{% end" + open.tag() + " %}";
      throw source.wrong(
          open.start(),
          "the block " + open.tag() + " '" + open.name() + "' is not closed",
          "Close it with " + end + ".");
    }
    return found;
  }

  private boolean next() {
    for (int brace = text.indexOf('{', at);
        brace >= 0 && brace + 1 < text.length();
        brace = text.indexOf('{', brace + 1)) {
      if ("{%#".indexOf(text.charAt(brace + 1)) >= 0) {
        at = brace;
        return true;
      }
    }
    return false;
  }

  private int after(String end, int from, String what) {
    int found = text.indexOf(end, from);
    if (found < 0) {
      throw source.wrong(at, "the " + what + " is not closed", "Close it with " + end + ".");
    }
    return found + end.length();
  }

  /** Goes behind the end of a tag; strings hide it. */
  private void skip(String end, int from) {
    int i = from;
    while (!text.startsWith(end, i)) {
      if (i >= text.length()) {
        throw source.wrong(at, "the tag is not closed", "Close it with " + end + ".");
      }
      char c = text.charAt(i);
      i = c == '\'' || c == '"' ? afterString(i, c) : i + 1;
    }
    at = i + end.length();
  }

  private int afterString(int start, char quote) {
    int i = start + 1;
    while (i < text.length() && text.charAt(i) != quote) {
      i += text.charAt(i) == '\\' ? 2 : 1;
    }
    if (i >= text.length()) {
      throw source.wrong(start, "the string is not closed", "Close it with the same quote.");
    }
    return i + 1;
  }

  private void tag() {
    int start = at;
    Matcher tag = TAG.matcher(text).region(at, text.length());
    if (!tag.lookingAt()) {
      at += 2;
      return;
    }
    String type = tag.group(1);
    if (type.equals("raw")) {
      Matcher end = END_RAW.matcher(text);
      if (!end.find(tag.end())) {
        throw source.wrong(start, "Missing end of raw directive", "Close it with {% endraw %}.");
      }
      at = end.end();
      return;
    }
    skip("%}", tag.end());
    control(type, start);
    Kind kind =
        kinds.stream()
            .filter(one -> one.tag().equals(type) || one == Kind.TEST && type.equals("data_test"))
            .findFirst()
            .orElse(null);
    if (kind != null) {
      begin(kind, type, tag.group(2), start);
    } else if (open != null && type.equals("end" + open.tag())) {
      found.add(
          new RawBlock(
              open.kind(),
              open.name(),
              text.substring(open.contents(), start),
              text.substring(open.start(), at),
              source.place(open.start())));
      open = null;
    }
  }

  private void control(String type, int start) {
    if (type.equals("if") || type.equals("for")) {
      control.push(type);
    } else if (type.equals("endif") || type.equals("endfor")) {
      String expected = type.substring(3);
      if (control.isEmpty() || !control.pop().equals(expected)) {
        throw source.wrong(
            start,
            "there is no {% " + expected + " %} for this {% " + type + " %}",
            "Remove it, or write what it ends.");
      }
    }
  }

  private void begin(Kind kind, String type, String name, int start) {
    if (!control.isEmpty()) {
      throw source.wrong(
          start,
          "a block " + type + " stands inside of " + control.peek(),
          "Move it to the top of the file.");
    } else if (open != null) {
      throw source.wrong(
          start,
          "a block "
              + type
              + " stands inside of the block "
              + open.tag()
              + " '"
              + open.name()
              + "'",
          "Close the outer one first.");
    }
    open = new Open(kind, type, name == null ? "" : name, start, at);
  }
}
