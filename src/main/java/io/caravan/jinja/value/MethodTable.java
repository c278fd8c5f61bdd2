package io.caravan.jinja.value;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;

/** The methods of a type, by name. Filled once, then only read. */
final class MethodTable {
  /** What a method does. */
  @FunctionalInterface
  interface Body {
    Object call(Object self, Object[] arguments, Budget budget);
  }

  private record Method(Signature signature, Body body) {}

  private final Map<String, Method> methods = new LinkedHashMap<>();

  MethodTable add(Signature signature, String name, Body body) {
    methods.put(name, new Method(signature, body));
    return this;
  }

  /** A method that takes nothing. */
  MethodTable add(String name, Body body) {
    return add(Signature.of(name), name, body);
  }

  MethodTable addAll(MethodTable others) {
    methods.putAll(others.methods);
    return this;
  }

  Collection<String> names() {
    return methods.keySet();
  }

  /** The method bound to its object, or {@link Undefined#MISSING}. */
  Object bind(Object self, String name, Budget budget) {
    Method method = methods.get(name);
    if (method == null) {
      return Undefined.MISSING;
    }
    return new BoundMethod(
        name,
        self,
        arguments -> method.body().call(self, method.signature().bind(arguments), budget));
  }
}
