package io.caravan.jinja.value;

/**
 * A callable of the interpreter itself: its time counts against the limit of the rendering, a
 * host's time does not.
 */
@FunctionalInterface
public interface Native extends Callable {}
