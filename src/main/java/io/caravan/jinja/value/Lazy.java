package io.caravan.jinja.value;

import java.util.Iterator;

/** An iterator that can be gone through once: a generator of Python. */
public record Lazy(String typeName, Iterator<Object> iterator) {
  public static Lazy generator(Iterator<Object> iterator) {
    return new Lazy("generator", iterator);
  }

  @Override
  public String toString() {
    return "<" + typeName + " object>";
  }
}
