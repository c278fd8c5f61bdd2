package io.caravan.jinja;

import io.caravan.jinja.value.Arguments;
import io.caravan.jinja.value.Fault;
import io.caravan.jinja.value.Iteration;
import io.caravan.jinja.value.Printing;
import io.caravan.jinja.value.Types;
import io.caravan.record.Place;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What stands between the parentheses of a call. */
record CallArguments(
    List<Expression> positional,
    Map<String, Expression> named,
    Expression spread,
    Expression spreadNamed) {
  static final CallArguments NONE = new CallArguments(List.of(), Map.of(), null, null);

  /** The values; for a filter or test the value it is applied to comes first. */
  Arguments evaluate(Frame frame, Place place, Object... before) {
    List<Object> values = new ArrayList<>(before.length + positional.size());
    for (Object value : before) {
      values.add(value);
    }
    for (Expression argument : positional) {
      values.add(frame.value(argument));
    }
    Map<String, Object> byName =
        named.isEmpty() && spreadNamed == null ? Map.of() : new LinkedHashMap<>();
    for (Map.Entry<String, Expression> argument : named.entrySet()) {
      byName.put(argument.getKey(), frame.value(argument.getValue()));
    }
    if (spread != null) {
      values.addAll(Iteration.list(frame.value(spread), frame.budget()));
    }
    if (spreadNamed != null) {
      spreadInto(byName, frame.value(spreadNamed));
    }
    return new Arguments(values, byName, frame.budget(), place);
  }

  private static void spreadInto(Map<String, Object> byName, Object more) {
    if (!(more instanceof Map)) {
      throw Fault.type("argument after ** must be a mapping, not " + Types.name(more));
    }
    for (Map.Entry<?, ?> entry : ((Map<?, ?>) more).entrySet()) {
      if (!Types.isText(entry.getKey())) {
        throw Fault.type("keywords must be strings");
      } else if (byName.containsKey(entry.getKey().toString())) {
        throw Fault.type(
            "got multiple values for keyword argument " + Printing.repr(entry.getKey().toString()));
      }
      byName.put(entry.getKey().toString(), entry.getValue());
    }
  }

  List<Node> children() {
    List<Node> all = new ArrayList<>(positional);
    all.addAll(named.values());
    all.add(spread);
    all.add(spreadNamed);
    return all;
  }
}
