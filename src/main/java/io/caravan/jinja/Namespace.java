package io.caravan.jinja;

import io.caravan.jinja.value.HostObject;
import io.caravan.jinja.value.Printing;
import io.caravan.jinja.value.Undefined;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/** {@code namespace()}: an object whose attributes {@code set} can change from inner scopes. */
final class Namespace implements HostObject {
  private final Map<Object, Object> attributes;

  Namespace(Map<Object, Object> attributes) {
    this.attributes = attributes;
  }

  void set(String name, Object value) {
    attributes.put(name, value);
  }

  @Override
  public Object attribute(String name) {
    return attributes.containsKey(name) ? attributes.get(name) : Undefined.MISSING;
  }

  @Override
  public Collection<String> attributes() {
    return List.copyOf(attributes.keySet().stream().map(String::valueOf).toList());
  }

  @Override
  public String typeName() {
    return "Namespace";
  }

  @Override
  public String print() {
    return "<Namespace " + Printing.repr(attributes) + ">";
  }
}
