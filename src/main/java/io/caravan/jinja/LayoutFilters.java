package io.caravan.jinja;

import io.caravan.jinja.value.Fault;
import io.caravan.jinja.value.Iteration;
import io.caravan.jinja.value.Numbers;
import io.caravan.jinja.value.Operators;
import io.caravan.jinja.value.Printing;
import io.caravan.jinja.value.Signature;
import io.caravan.jinja.value.Slices;
import io.caravan.jinja.value.TextParts;
import io.caravan.jinja.value.Types;
import io.caravan.jinja.value.Undefined;
import java.util.ArrayList;
import java.util.List;

/** Filters that lay text out in lines. */
final class LayoutFilters {
  private LayoutFilters() {}

  static void addTo(FilterTable table) {
    table.add(
        "indent",
        Signature.of("indent", "s")
            .optional("width", 4L)
            .optional("first", false)
            .optional("blank", false),
        LayoutFilters::indent);
    table.add(
        "truncate",
        Signature.of("truncate", "s")
            .optional("length", 255L)
            .optional("killwords", false)
            .optional("end", "...")
            .optional("leeway", null),
        LayoutFilters::truncate);
    table.add(
        "wordwrap",
        Signature.of("wordwrap", "s")
            .optional("width", 79L)
            .optional("break_long_words", true)
            .optional("wrapstring", null)
            .optional("break_on_hyphens", true),
        LayoutFilters::wordwrap);
    table.add(
        "pprint",
        Signature.of("pprint", "value"),
        (frame, a) -> PrettyPrint.format(a[0], frame.budget()));
  }

  private static List<String> lines(String text) {
    List<String> lines = new ArrayList<>();
    TextParts.lines(text).forEach(line -> lines.add(line.toString()));
    return lines;
  }

  private static String text(Object value) {
    if (value instanceof Undefined) {
      throw ((Undefined) value).fault();
    } else if (!Types.isText(value)) {
      throw new Fault(
          Fault.Kind.ATTRIBUTE,
          "'" + Types.name(value) + "' object has no attribute 'splitlines'",
          "Give it a text.");
    }
    return value.toString();
  }

  private static Object indent(Frame frame, Object[] a) {
    String margin =
        Types.isText(a[1]) ? a[1].toString() : " ".repeat(Math.max(0, margin(frame, a[1])));
    boolean blank = Operators.truth(a[3]);
    List<String> lines = lines(Operators.add(a[0], "\n", frame.budget()).toString());
    frame.budget().text(a[0].toString().length() + (long) margin.length() * lines.size());
    StringBuilder out = new StringBuilder(Operators.truth(a[2]) ? margin : "");
    for (int i = 0; i < lines.size(); i++) {
      boolean indented = i > 0 && (blank || !lines.get(i).isEmpty());
      out.append(i == 0 ? "" : "\n").append(indented ? margin : "").append(lines.get(i));
    }
    return FilterTable.like(a[0], out.toString());
  }

  private static int margin(Frame frame, Object width) {
    int margin = Numbers.index(width, "");
    frame.budget().text(Math.max(0, margin));
    return margin;
  }

  private static Object truncate(Frame frame, Object[] a) {
    int length = Numbers.index(a[1], "");
    String end = Printing.str(a[3]);
    int leeway = a[4] == null ? 5 : Numbers.index(a[4], "");
    if (length < end.length()) {
      throw new Fault(
          Fault.Kind.CONDITION,
          "expected length >= " + end.length() + ", got " + length,
          "Allow more characters.");
    } else if (leeway < 0) {
      throw new Fault(
          Fault.Kind.CONDITION, "expected leeway >= 0, got " + leeway, "Allow more characters.");
    } else if (Iteration.size(a[0]) <= (long) length + leeway) {
      return a[0];
    }
    String cut =
        Printing.str(
            Slices.slice(text(a[0]), null, (long) length - end.length(), null, frame.budget()));
    if (Operators.truth(a[2])) {
      return FilterTable.like(a[0], cut + end);
    }
    return FilterTable.like(a[0], TextParts.splitLast(cut, " ", 1, frame.budget()).get(0) + end);
  }

  private static Object wordwrap(Frame frame, Object[] a) {
    String separator = a[3] == null ? "\n" : Printing.str(a[3]);
    int width = Numbers.index(a[1], "");
    if (width <= 0) {
      throw Fault.value("invalid width " + width + " (must be > 0)");
    }
    WordWrap wrap =
        new WordWrap(width, Operators.truth(a[2]), Operators.truth(a[4]), frame.budget());
    List<String> wrapped = new ArrayList<>();
    for (String line : lines(text(a[0]))) {
      frame.budget().cells(line.length());
      wrapped.add(String.join(separator, wrap.lines(line)));
    }
    String joined = String.join(separator, wrapped);
    frame.budget().text(joined.length());
    return joined;
  }
}
