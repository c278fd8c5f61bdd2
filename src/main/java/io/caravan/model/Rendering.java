package io.caravan.model;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Turns YAML into plain values, with the templates in its texts rendered. */
interface Rendering {
  /**
   * What a text with a template in it comes to; a text that is one expression gives that
   * expression's own value.
   */
  Object render(Yaml.Scalar template);

  default Object plain(Yaml yaml) {
    if (yaml instanceof Yaml.Mapping mapping) {
      Map<String, Object> map = new LinkedHashMap<>();
      mapping.entries().forEach((key, value) -> map.put(key, plain(value)));
      return map;
    }
    if (yaml instanceof Yaml.Sequence sequence) {
      List<Object> list = new ArrayList<>();
      sequence.items().forEach(item -> list.add(plain(item)));
      return list;
    }
    Yaml.Scalar scalar = (Yaml.Scalar) yaml;
    return isTemplate(scalar) ? render(scalar) : scalar.value();
  }

  static boolean isTemplate(Yaml.Scalar scalar) {
    return scalar.value() instanceof String text && (text.contains("{{") || text.contains("{%"));
  }
}
