package io.caravan.jinja.value;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The methods of markup: those of str, whose arguments are escaped first and whose results are
 * markup.
 */
public final class MarkupMethods {
  private static final Set<String> ESCAPING = Set.of("join", "replace", "ljust", "rjust", "center");
  private static final Pattern SPACES = Pattern.compile("\\s+");
  private static final Map<String, String> ENTITIES =
      Map.of(
          "&lt;", "<", "&gt;", ">", "&#34;", "\"", "&quot;", "\"", "&#39;", "'", "&apos;", "'",
          "&nbsp;", "\u00a0", "&amp;", "&");

  static final MethodTable METHODS = new MethodTable();

  static {
    for (String name : TextMethods.PLAIN.names()) {
      METHODS.add(
          Signature.of(name)
              .optional("a", Undefined.MISSING)
              .optional("b", Undefined.MISSING)
              .optional("c", Undefined.MISSING),
          name,
          (self, a, budget) -> call(self, name, a, budget));
    }
    METHODS.add("striptags", (self, a, budget) -> stripTags(self.toString()));
    METHODS.add("unescape", (self, a, budget) -> unescape(self.toString()));
  }

  private MarkupMethods() {}

  private static Object call(Object self, String name, Object[] given, Budget budget) {
    List<Object> arguments = new ArrayList<>();
    for (int i = 0; i < given.length; i++) {
      boolean inserted = ESCAPING.contains(name) && !(name.equals("replace") && i == 0);
      if (given[i] != Undefined.MISSING) {
        arguments.add(inserted ? escaped(given[i], budget) : given[i]);
      }
    }
    Callable method = (Callable) TextMethods.PLAIN.bind(self.toString(), name, budget);
    return marked(method.call(Arguments.of(arguments, Map.of())));
  }

  private static Object escaped(Object value, Budget budget) {
    if (Types.isText(value)) {
      return Markup.escape(value).text();
    } else if (value instanceof Iterable || value instanceof Lazy) {
      List<Object> all = Iteration.list(value, budget);
      all.replaceAll(item -> Markup.escape(item).text());
      return all;
    }
    return value;
  }

  private static Object marked(Object result) {
    if (result instanceof String) {
      return new Markup((String) result);
    } else if (result instanceof List) {
      List<Object> all = new ArrayList<>((List<?>) result);
      all.replaceAll(MarkupMethods::marked);
      return result instanceof Tuple ? Tuple.copyOf(all) : all;
    }
    return result;
  }

  /** The text without comments, tags and doubled spaces, its entities resolved. */
  public static String stripTags(String html) {
    String plain = without(without(html, "<!--", "-->"), "<", ">");
    return unescape(TextPad.strip(SPACES.matcher(plain).replaceAll(" "), null, true, true));
  }

  /** The text without what stands between two marks, and without the marks. */
  private static String without(String text, String open, String close) {
    StringBuilder out = new StringBuilder(text.length());
    int from = 0;
    int start = text.indexOf(open);
    while (start >= 0) {
      int end = text.indexOf(close, start);
      if (end < 0) {
        break;
      }
      out.append(text, from, start);
      from = end + close.length();
      start = text.indexOf(open, from);
    }
    return out.append(text, from, text.length()).toString();
  }

  private static String unescape(String html) {
    if (html.indexOf('&') < 0) {
      return html;
    }
    StringBuilder out = new StringBuilder(html.length());
    Map<String, String> known = new LinkedHashMap<>(ENTITIES);
    for (int i = 0; i < html.length(); i++) {
      int end = html.charAt(i) == '&' ? html.indexOf(';', i) : -1;
      String entity = end < 0 || end - i > 8 ? "" : html.substring(i, end + 1);
      String replacement = known.get(entity);
      if (replacement == null && entity.matches("&#[0-9]{1,6}|&#[0-9]{1,5};")) {
        replacement =
            Character.toString(Integer.parseInt(entity.substring(2, entity.length() - 1)));
      }
      out.append(replacement == null ? html.substring(i, i + 1) : replacement);
      i += replacement == null ? 0 : entity.length() - 1;
    }
    return out.toString();
  }
}
