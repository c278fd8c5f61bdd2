package io.caravan.model;

import io.caravan.jinja.Bindings;
import io.caravan.record.Place;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Arguments of tests: {@code ref('x')} and {@code "{{ var('y') }}"} become what they mean,
 * everything else stays.
 */
final class ArgumentText {
  private static final Pattern CALL =
      Pattern.compile("(?s)\\s*(env_var|ref|var|source|doc)\\s*\\(.+\\)\\s*");

  private ArgumentText() {}

  static Object rendered(
      Templates templates, String key, Object value, Bindings names, Place place) {
    if (value instanceof String text && !key.equals("column_name")) {
      String template = CALL.matcher(text).matches() ? "{{ " + text + " }}" : text;
      return template.contains("{{") || template.contains("{%")
          ? templates.value(place, template, names)
          : text;
    }
    if (value instanceof List<?> list) {
      List<Object> rendered = new ArrayList<>();
      list.forEach(item -> rendered.add(rendered(templates, "", item, names, place)));
      return rendered;
    }
    return value;
  }
}
