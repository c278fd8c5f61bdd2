package io.caravan.jinja;

import io.caravan.jinja.value.Fault;
import io.caravan.jinja.value.Iteration;
import io.caravan.jinja.value.Markup;
import io.caravan.jinja.value.MarkupMethods;
import io.caravan.jinja.value.Numbers;
import io.caravan.jinja.value.Operators;
import io.caravan.jinja.value.Printing;
import io.caravan.jinja.value.Signature;
import io.caravan.jinja.value.Types;
import io.caravan.jinja.value.Undefined;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** Filters for HTML, URLs and JSON. */
final class HtmlFilters {
  private static final Pattern BAD_KEY = Pattern.compile("[\\s/>=]");
  private static final String UNQUOTED = "_.-~";

  private HtmlFilters() {}

  static void addTo(FilterTable table) {
    table.add("escape", Signature.of("escape", "s"), (frame, a) -> escape(frame, a[0]));
    table.add("e", Signature.of("escape", "s"), (frame, a) -> escape(frame, a[0]));
    table.add(
        "forceescape",
        Signature.of("forceescape", "value"),
        (frame, a) -> escape(frame, Printing.str(a[0])));
    table.add(
        "safe",
        Signature.of("safe", "value"),
        (frame, a) -> a[0] instanceof Markup ? a[0] : new Markup(Printing.str(a[0])));
    table.add(
        "striptags",
        Signature.of("striptags", "value"),
        (frame, a) -> MarkupMethods.stripTags(Printing.str(a[0])));
    table.add(
        "urlencode", Signature.of("urlencode", "value"), (frame, a) -> urlencode(frame, a[0]));
    table.add(
        "xmlattr", Signature.of("xmlattr", "d").optional("autospace", true), HtmlFilters::xmlattr);
    table.add(
        "tojson", Signature.of("tojson", "value").optional("indent", null), HtmlFilters::tojson);
    table.add(
        "urlize",
        Signature.of("urlize", "value")
            .optional("trim_url_limit", null)
            .optional("nofollow", false)
            .optional("target", null)
            .optional("rel", null)
            .optional("extra_schemes", null),
        Links::urlize);
  }

  private static Markup escape(Frame frame, Object value) {
    Markup escaped = Markup.escape(value);
    frame.budget().text(escaped.length());
    return escaped;
  }

  private static Object urlencode(Frame frame, Object value) {
    if (Types.isText(value) || !Iteration.iterable(value)) {
      return quoted(Printing.str(value), "/", false);
    }
    List<String> pairs = new ArrayList<>();
    if (value instanceof Map) {
      ((Map<?, ?>) value).forEach((key, item) -> pairs.add(pair(key, item)));
    } else {
      for (Iterator<Object> each = Iteration.over(value); each.hasNext(); ) {
        List<Object> pair = Iteration.list(each.next(), frame.budget());
        if (pair.size() != 2) {
          throw Fault.value("expected pairs of key and value");
        }
        pairs.add(pair(pair.get(0), pair.get(1)));
      }
    }
    return String.join("&", pairs);
  }

  private static String pair(Object key, Object value) {
    return quoted(Printing.str(key), "", true) + "=" + quoted(Printing.str(value), "", true);
  }

  private static String quoted(String text, String safe, boolean query) {
    StringBuilder out = new StringBuilder();
    for (byte one : text.getBytes(StandardCharsets.UTF_8)) {
      char c = (char) (one & 0xff);
      boolean plain =
          c < 128
              && (Character.isLetterOrDigit(c) || UNQUOTED.indexOf(c) >= 0 || safe.indexOf(c) >= 0);
      if (plain) {
        out.append(c);
      } else if (query && c == ' ') {
        out.append('+');
      } else {
        out.append(String.format("%%%02X", (int) c));
      }
    }
    return out.toString();
  }

  private static Object xmlattr(Frame frame, Object[] a) {
    if (a[0] instanceof Undefined) {
      throw ((Undefined) a[0]).fault();
    } else if (!(a[0] instanceof Map)) {
      throw new Fault(
          Fault.Kind.ATTRIBUTE,
          "'" + Types.name(a[0]) + "' object has no attribute 'items'",
          "Give it a dict.");
    }
    List<String> attributes = new ArrayList<>();
    for (Map.Entry<?, ?> entry : ((Map<?, ?>) a[0]).entrySet()) {
      if (entry.getValue() == null || entry.getValue() instanceof Undefined) {
        continue;
      }
      String key = Printing.str(entry.getKey());
      if (BAD_KEY.matcher(key).find()) {
        throw Fault.value("Invalid character in attribute name: " + Printing.repr(key));
      }
      attributes.add(
          Markup.escape(entry.getKey()) + "=\"" + Markup.escape(entry.getValue()) + "\"");
    }
    String text =
        (Operators.truth(a[1]) && !attributes.isEmpty() ? " " : "") + String.join(" ", attributes);
    return frame.autoescape() ? new Markup(text) : text;
  }

  private static Object tojson(Frame frame, Object[] a) {
    String indent =
        a[1] == null
            ? null
            : Types.isText(a[1])
                ? a[1].toString()
                : " ".repeat(Math.max(0, Math.min(100, Numbers.index(a[1], ""))));
    String json = Json.write(a[0], indent, frame.budget());
    return new Markup(
        json.replace("<", "\\u003c")
            .replace(">", "\\u003e")
            .replace("&", "\\u0026")
            .replace("'", "\\u0027"));
  }
}
