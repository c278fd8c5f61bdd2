package io.caravan.jinja;

import io.caravan.jinja.value.Arguments;

/** A filter or test: the value it is applied to is the first argument. */
@FunctionalInterface
interface Filter {
  Object apply(Frame frame, Arguments arguments);
}
