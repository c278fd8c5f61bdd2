package io.caravan.model;

import io.caravan.jinja.value.Arguments;
import io.caravan.jinja.value.Callable;
import io.caravan.jinja.value.HostObject;
import io.caravan.jinja.value.Undefined;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A named bundle of values and functions, such as {@code modules.re} or {@code exceptions};
 * callable when it is given a function for it.
 */
final class Members implements HostObject, Callable {
  private final String name;
  private final Map<String, Object> members = new LinkedHashMap<>();
  private Callable call =
      arguments -> {
        throw io.caravan.jinja.value.Fault.type("'" + typeName() + "' object is not callable");
      };

  Members(String name) {
    this.name = name;
  }

  Members value(String member, Object value) {
    members.put(member, value);
    return this;
  }

  Members function(String member, Callable function) {
    members.put(member, function);
    return this;
  }

  Members called(Callable function) {
    call = function;
    return this;
  }

  @Override
  public Object call(Arguments arguments) {
    return call.call(arguments);
  }

  @Override
  public Object attribute(String member) {
    return members.containsKey(member) ? members.get(member) : Undefined.MISSING;
  }

  @Override
  public Collection<String> attributes() {
    return members.keySet();
  }

  @Override
  public String typeName() {
    return name;
  }
}
