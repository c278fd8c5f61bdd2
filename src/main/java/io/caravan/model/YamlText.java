package io.caravan.model;

import io.caravan.jinja.value.Fault;
import io.caravan.jinja.value.HostObject;
import io.caravan.record.ProjectException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.snakeyaml.engine.v2.api.Dump;
import org.snakeyaml.engine.v2.api.DumpSettings;
import org.snakeyaml.engine.v2.common.FlowStyle;

/** {@code fromyaml} and {@code toyaml}. */
final class YamlText {
  private YamlText() {}

  static Object read(String text) {
    try {
      // Wrapped in a mapping, because a document of templates may also be a list or one word.
      String indented = text.indent(2);
      Object value = YamlReader.read("fromyaml", "value:\n" + indented).plain().get("value");
      return value;
    } catch (ProjectException wrong) {
      throw Fault.value(wrong.problems().get(0).what());
    }
  }

  static String write(Object value) {
    return new Dump(DumpSettings.builder().setDefaultFlowStyle(FlowStyle.BLOCK).build())
        .dumpToString(plain(value));
  }

  private static Object plain(Object value) {
    if (value instanceof Map<?, ?> map) {
      Map<Object, Object> copy = new LinkedHashMap<>();
      map.forEach((key, item) -> copy.put(plain(key), plain(item)));
      return copy;
    }
    if (value instanceof Iterable<?> items && !(value instanceof HostObject)) {
      List<Object> copy = new ArrayList<>();
      items.forEach(item -> copy.add(plain(item)));
      return copy;
    }
    return value instanceof HostObject object ? object.print() : value;
  }
}
