package io.caravan.jinja;

import io.caravan.jinja.value.Arguments;
import io.caravan.jinja.value.Attributes;
import io.caravan.jinja.value.Fault;
import io.caravan.jinja.value.Markup;
import io.caravan.jinja.value.Numbers;
import io.caravan.jinja.value.Operators;
import io.caravan.jinja.value.PercentFormat;
import io.caravan.jinja.value.Printing;
import io.caravan.jinja.value.Signature;
import io.caravan.jinja.value.TextCase;
import io.caravan.jinja.value.TextPad;
import io.caravan.jinja.value.TextParts;
import io.caravan.jinja.value.Tuple;
import io.caravan.jinja.value.Types;
import io.caravan.jinja.value.Undefined;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/** Filters of text, and those of any value. */
final class TextFilters {
  private static final Pattern WORD = Pattern.compile("[\\p{L}\\p{Nd}\\p{Nl}\\p{No}_]+");
  private static final String WORD_BREAKS = "-({[<";

  private TextFilters() {}

  static void addTo(FilterTable table) {
    table.text("upper", text -> text.toUpperCase(Locale.ROOT));
    table.text("lower", text -> text.toLowerCase(Locale.ROOT));
    table.text("capitalize", TextCase::capitalize);
    table.text("title", TextFilters::title);
    table.add(
        "string",
        Signature.of("string", "value"),
        (frame, a) -> Types.isText(a[0]) ? a[0] : Printing.str(a[0]));
    table.add(
        "trim",
        Signature.of("trim", "value").optional("chars", null),
        (frame, a) -> FilterTable.like(a[0], TextPad.strip(Printing.str(a[0]), a[1], true, true)));
    table.add(
        "center",
        Signature.of("center", "value").optional("width", 80L),
        (frame, a) ->
            FilterTable.like(
                a[0],
                TextPad.pad(
                    Printing.str(a[0]), Numbers.index(a[1], ""), " ", "center", frame.budget())));
    table.add(
        "replace",
        Signature.of("replace", "s", "old", "new").optional("count", null),
        TextFilters::replace);
    table.add(
        "wordcount",
        Signature.of("wordcount", "s"),
        (frame, a) -> WORD.matcher(Printing.str(a[0])).results().count());
    table.add("format", TextFilters::format);
    Signature byDefault =
        Signature.of("default", "value").optional("default_value", "").optional("boolean", false);
    table.add("default", byDefault, TextFilters::orDefault);
    table.add("d", byDefault, TextFilters::orDefault);
    table.add("attr", Signature.of("attr", "obj", "name"), TextFilters::attribute);
  }

  private static String title(String text) {
    StringBuilder out = new StringBuilder(text.length());
    boolean first = true;
    for (int c : text.codePoints().toArray()) {
      boolean separator = WORD_BREAKS.indexOf(c) >= 0 || Lexer.isSpace((char) c);
      String one = Character.toString(c);
      out.append(
          separator ? one : first ? one.toUpperCase(Locale.ROOT) : one.toLowerCase(Locale.ROOT));
      first = separator;
    }
    return out.toString();
  }

  private static Object replace(Frame frame, Object[] a) {
    int count = a[3] == null ? -1 : Numbers.index(a[3], "");
    boolean markup =
        frame.autoescape()
            && (a[0] instanceof Markup || a[1] instanceof Markup || a[2] instanceof Markup);
    if (!markup) {
      return TextParts.replace(
          Printing.str(a[0]), Printing.str(a[1]), Printing.str(a[2]), count, frame.budget());
    }
    String text = Markup.escape(a[0]).text();
    return new Markup(
        TextParts.replace(
            text, Printing.str(a[1]), Markup.escape(a[2]).text(), count, frame.budget()));
  }

  private static Object format(Frame frame, Arguments arguments) {
    List<Object> values = arguments.positional().subList(1, arguments.positional().size());
    Map<String, Object> named = arguments.named();
    if (!values.isEmpty() && !named.isEmpty()) {
      throw Fault.filterArgument("can't handle positional and keyword arguments at the same time");
    }
    Object pattern = arguments.positional().get(0);
    Object shown = Types.isText(pattern) ? pattern : Printing.str(pattern);
    return PercentFormat.format(
        shown, named.isEmpty() ? Tuple.copyOf(values) : new LinkedHashMap<>(named), frame.budget());
  }

  private static Object orDefault(Frame frame, Object[] a) {
    boolean replaced = a[0] instanceof Undefined || Operators.truth(a[2]) && !Operators.truth(a[0]);
    return replaced ? a[1] : a[0];
  }

  private static Object attribute(Frame frame, Object[] a) {
    Undefined.Mode mode = frame.environment().undefined();
    String name = Printing.str(a[1]);
    if (a[0] instanceof Undefined) {
      throw ((Undefined) a[0]).fault();
    }
    Object found = Attributes.own(a[0], name, mode, frame.budget());
    return found == Undefined.MISSING
        ? Undefined.member(a[0], name, mode, () -> "")
        : Numbers.adopt(found);
  }
}
