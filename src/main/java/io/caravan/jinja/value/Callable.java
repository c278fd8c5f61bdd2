package io.caravan.jinja.value;

/**
 * What a template can call. A host throws {@link Fault} for a call that is wrong; the interpreter
 * adds the place.
 */
@FunctionalInterface
public interface Callable {
  Object call(Arguments arguments);
}
