package io.caravan.jinja.value;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/** Methods of str that take apart, put together and replace. */
public final class TextParts {
  static final MethodTable METHODS = new MethodTable();

  static {
    Signature split = Signature.of("split").optional("sep", null).optional("maxsplit", -1L);
    METHODS.add(
        split,
        "split",
        (self, a, budget) -> split(self.toString(), a[0], Numbers.index(a[1], ""), budget));
    METHODS.add(
        split,
        "rsplit",
        (self, a, budget) -> splitLast(self.toString(), a[0], Numbers.index(a[1], ""), budget));
    METHODS.add(
        Signature.of("splitlines").optional("keepends", false),
        "splitlines",
        (self, a, budget) -> TextMethods.lines(self.toString(), Operators.truth(a[0])));
    METHODS.add(
        Signature.of("join", "iterable"),
        "join",
        (self, a, budget) -> TextMethods.join(self.toString(), a[0], budget));
    METHODS.add(
        Signature.of("partition", "sep"),
        "partition",
        (self, a, budget) -> partition(self.toString(), separator(a[0]), false));
    METHODS.add(
        Signature.of("rpartition", "sep"),
        "rpartition",
        (self, a, budget) -> partition(self.toString(), separator(a[0]), true));
    METHODS.add(
        Signature.of("replace", "old", "new").optional("count", -1L),
        "replace",
        (self, a, budget) ->
            replace(
                self.toString(),
                TextMethods.text(a[0], "replace() argument 1"),
                TextMethods.text(a[1], "replace() argument 2"),
                Numbers.index(a[2], ""),
                budget));
    METHODS.add(
        Signature.of("removeprefix", "prefix"),
        "removeprefix",
        (self, a, budget) -> {
          String prefix = TextMethods.text(a[0], "removeprefix() argument");
          return self.toString().startsWith(prefix)
              ? self.toString().substring(prefix.length())
              : self.toString();
        });
    METHODS.add(
        Signature.of("removesuffix", "suffix"),
        "removesuffix",
        (self, a, budget) -> {
          String suffix = TextMethods.text(a[0], "removesuffix() argument");
          String text = self.toString();
          return text.endsWith(suffix) ? text.substring(0, text.length() - suffix.length()) : text;
        });
    METHODS.add(
        Signature.of("maketrans", "x").optional("y", null).optional("z", null),
        "maketrans",
        (self, a, budget) -> TextMethods.translation(a[0], a[1], a[2]));
    METHODS.add(
        Signature.of("translate", "table"),
        "translate",
        (self, a, budget) -> {
          if (a[0] instanceof Map) {
            return TextMethods.translate(self.toString(), (Map<?, ?>) a[0], budget);
          }
          throw Fault.type("translate() needs a dict, not " + Types.name(a[0]));
        });
  }

  private TextParts() {}

  private static String separator(Object value) {
    String separator = TextMethods.text(value, "separator");
    if (separator.isEmpty()) {
      throw Fault.value("empty separator");
    }
    return separator;
  }

  static List<Object> split(String text, Object separator, int limit, Budget budget) {
    budget.cells(text.length());
    if (separator == null) {
      return splitSpaces(text, limit);
    }
    String mark = separator(separator);
    List<Object> parts = new ArrayList<>();
    int start = 0;
    int at = text.indexOf(mark);
    while (at >= 0 && (limit < 0 || parts.size() < limit)) {
      parts.add(text.substring(start, at));
      start = at + mark.length();
      at = text.indexOf(mark, start);
    }
    parts.add(text.substring(start));
    return parts;
  }

  private static List<Object> splitSpaces(String text, int limit) {
    List<Object> parts = new ArrayList<>();
    int at = skipSpaces(text, 0);
    while (at < text.length()) {
      if (limit >= 0 && parts.size() == limit) {
        parts.add(text.substring(at));
        break;
      }
      int end = at;
      while (end < text.length() && !Text.isSpace(text.charAt(end))) {
        end++;
      }
      parts.add(text.substring(at, end));
      at = skipSpaces(text, end);
    }
    return parts;
  }

  private static int skipSpaces(String text, int from) {
    int at = from;
    while (at < text.length() && Text.isSpace(text.charAt(at))) {
      at++;
    }
    return at;
  }

  /** Splits from the end. */
  public static List<Object> splitLast(String text, Object separator, int limit, Budget budget) {
    if (limit < 0) {
      return split(text, separator, limit, budget);
    }
    String turned = new StringBuilder(text).reverse().toString();
    Object mark =
        separator == null ? null : new StringBuilder(separator(separator)).reverse().toString();
    List<Object> parts = split(turned, mark, limit, budget);
    parts.replaceAll(part -> new StringBuilder(part.toString()).reverse().toString());
    Collections.reverse(parts);
    return parts;
  }

  /** The lines of a text, without their ends. */
  public static List<Object> lines(String text) {
    return TextMethods.lines(text, false);
  }

  private static Tuple partition(String text, String separator, boolean last) {
    int at = last ? text.lastIndexOf(separator) : text.indexOf(separator);
    if (at < 0) {
      return last ? Tuple.of("", "", text) : Tuple.of(text, "", "");
    }
    return Tuple.of(text.substring(0, at), separator, text.substring(at + separator.length()));
  }

  /** Replaces, at most {@code limit} times unless that is negative. */
  public static String replace(String text, String old, String fresh, int limit, Budget budget) {
    StringBuilder out = new StringBuilder();
    int done = 0;
    int start = 0;
    int at = text.indexOf(old);
    while (at >= 0 && (limit < 0 || done < limit)) {
      out.append(text, start, at).append(fresh);
      start = at + old.length();
      done++;
      if (old.isEmpty()) {
        if (at >= text.length()) {
          break;
        }
        int end = text.offsetByCodePoints(at, 1);
        out.append(text, at, end);
        start = end;
        at = end;
      } else {
        at = text.indexOf(old, start);
      }
      if (out.length() > budget.limits().text()) {
        budget.text(out.length());
      }
    }
    out.append(text, start, text.length());
    budget.text(out.length());
    return out.toString();
  }
}
