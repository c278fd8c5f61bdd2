package io.caravan.jinja;

import io.caravan.jinja.value.Fault;
import io.caravan.record.Place;
import java.util.Arrays;

/** The text of a template, with newlines as {@code \n}, and the places of its characters. */
final class Source {
  private final String name;
  private final String text;
  private final int[] lineStarts;

  Source(String name, String raw, boolean keepTrailingNewline) {
    String normal = raw.indexOf('\r') < 0 ? raw : raw.replace("\r\n", "\n").replace('\r', '\n');
    boolean drop = !keepTrailingNewline && normal.endsWith("\n");
    this.name = name;
    this.text = drop ? normal.substring(0, normal.length() - 1) : normal;
    this.lineStarts = lineStarts(text);
  }

  private static int[] lineStarts(String text) {
    int count = 1 + (int) text.chars().filter(c -> c == '\n').count();
    int[] starts = new int[count];
    int line = 1;
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) == '\n') {
        starts[line++] = i + 1;
      }
    }
    return starts;
  }

  String name() {
    return name;
  }

  String text() {
    return text;
  }

  Place place(int offset) {
    int found = Arrays.binarySearch(lineStarts, offset);
    int line = found >= 0 ? found : -found - 2;
    return new Place(name, line + 1, offset - lineStarts[line] + 1);
  }

  JinjaException wrong(int offset, String message, String remedy) {
    return JinjaException.of(new Fault(Fault.Kind.SYNTAX, message, remedy), place(offset));
  }
}
