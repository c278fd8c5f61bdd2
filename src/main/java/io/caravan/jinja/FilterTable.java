package io.caravan.jinja;

import io.caravan.jinja.value.Markup;
import io.caravan.jinja.value.Printing;
import io.caravan.jinja.value.Signature;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.UnaryOperator;

/** Filters by name, while they are put together. */
final class FilterTable {
  /** What a filter does with its arguments, the value it is applied to being the first. */
  @FunctionalInterface
  interface Body {
    Object apply(Frame frame, Object[] arguments);
  }

  private final Map<String, Filter> filters = new LinkedHashMap<>();

  FilterTable add(String name, Signature signature, Body body) {
    filters.put(name, (frame, arguments) -> body.apply(frame, signature.bind(arguments)));
    return this;
  }

  FilterTable add(String name, Filter filter) {
    filters.put(name, filter);
    return this;
  }

  /** A filter that changes the text of a value; markup stays markup. */
  FilterTable text(String name, UnaryOperator<String> change) {
    return add(
        name,
        Signature.of(name, "value"),
        (frame, a) -> {
          String text = Printing.str(a[0]);
          frame.budget().text(text.length());
          return like(a[0], change.apply(text));
        });
  }

  static Object like(Object original, String text) {
    return original instanceof Markup ? new Markup(text) : text;
  }

  Map<String, Filter> filters() {
    return filters;
  }
}
