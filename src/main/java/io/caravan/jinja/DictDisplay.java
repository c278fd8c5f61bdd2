package io.caravan.jinja;

import io.caravan.jinja.value.Dicts;
import io.caravan.record.Place;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** <code>{a: b}</code>: a new dict each time. */
record DictDisplay(Place place, List<Expression> keys, List<Expression> values)
    implements Expression {
  @Override
  public Object value(Frame frame) {
    frame.budget().cells(keys.size() + 1L);
    Map<Object, Object> made = new LinkedHashMap<>();
    for (int i = 0; i < keys.size(); i++) {
      Object key = frame.value(keys.get(i));
      Dicts.put(made, key, frame.value(values.get(i)));
    }
    return made;
  }

  @Override
  public List<Node> children() {
    List<Node> all = new ArrayList<>(keys);
    all.addAll(values);
    return all;
  }
}
