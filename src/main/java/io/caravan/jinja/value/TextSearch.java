package io.caravan.jinja.value;

import java.util.List;

/** Methods of str that look for something. */
final class TextSearch {
  static final MethodTable METHODS = new MethodTable();

  static {
    METHODS.add(bounded("find"), "find", (self, a, budget) -> find(self, a, false));
    METHODS.add(bounded("rfind"), "rfind", (self, a, budget) -> find(self, a, true));
    METHODS.add(bounded("index"), "index", (self, a, budget) -> found(find(self, a, false)));
    METHODS.add(bounded("rindex"), "rindex", (self, a, budget) -> found(find(self, a, true)));
    METHODS.add(bounded("count"), "count", (self, a, budget) -> count(self, a));
    METHODS.add(bounded("startswith"), "startswith", (self, a, budget) -> edge(self, a, true));
    METHODS.add(bounded("endswith"), "endswith", (self, a, budget) -> edge(self, a, false));
  }

  private TextSearch() {}

  private static Signature bounded(String name) {
    return Signature.of(name, "sub").optional("start", null).optional("end", null);
  }

  private record Window(String text, int start) {}

  /** The part between start and end, or {@code null} when start is behind the end. */
  private static Window window(Object self, Object[] arguments) {
    String text = self.toString();
    int size = Text.length(text);
    int start = arguments[1] == null ? 0 : Numbers.index(arguments[1], "");
    int end = arguments[2] == null ? size : Numbers.index(arguments[2], "");
    start = start < 0 ? Math.max(0, start + size) : start;
    end = end < 0 ? Math.max(0, end + size) : Math.min(end, size);
    return start > end ? null : new Window(Text.substring(text, start, end), start);
  }

  private static long find(Object self, Object[] arguments, boolean last) {
    String wanted = TextMethods.text(arguments[0], "argument");
    Window window = window(self, arguments);
    if (window == null) {
      return -1;
    }
    int at = last ? window.text().lastIndexOf(wanted) : window.text().indexOf(wanted);
    return at < 0 ? -1 : Text.index(window.text(), at) + window.start();
  }

  private static long found(long at) {
    if (at < 0) {
      throw Fault.value("substring not found");
    }
    return at;
  }

  private static long count(Object self, Object[] arguments) {
    String wanted = TextMethods.text(arguments[0], "argument");
    Window window = window(self, arguments);
    if (window == null) {
      return 0;
    } else if (wanted.isEmpty()) {
      return Text.length(window.text()) + 1L;
    }
    long count = 0;
    for (int at = window.text().indexOf(wanted);
        at >= 0;
        at = window.text().indexOf(wanted, at + wanted.length())) {
      count++;
    }
    return count;
  }

  private static boolean edge(Object self, Object[] arguments, boolean first) {
    Window window = window(self, arguments);
    List<?> wanted =
        arguments[0] instanceof Tuple
            ? (Tuple) arguments[0]
            : java.util.Collections.singletonList(arguments[0]);
    String method = first ? "startswith" : "endswith";
    for (Object one : wanted) {
      if (!Types.isText(one)) {
        throw Fault.type(
            method + " first arg must be str or a tuple of str, not " + Types.name(one));
      }
      String text = one.toString();
      if (window != null
          && (first ? window.text().startsWith(text) : window.text().endsWith(text))) {
        return true;
      }
    }
    return false;
  }
}
