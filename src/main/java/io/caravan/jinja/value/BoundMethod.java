package io.caravan.jinja.value;

/** A built-in method together with the value it belongs to. */
record BoundMethod(String name, Object self, Callable body) implements Native {
  @Override
  public Object call(Arguments arguments) {
    return body.call(arguments);
  }

  @Override
  public String toString() {
    return "<built-in method " + name + " of " + Types.name(self) + " object>";
  }
}
