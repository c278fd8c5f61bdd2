package io.caravan.model;

import io.caravan.jinja.Bindings;
import io.caravan.jinja.value.Arguments;
import io.caravan.jinja.value.Callable;
import io.caravan.record.Place;

/** Renders texts of the project. */
interface Templates {
  /** The text of a file, rendered with these names. */
  String render(String file, String text, Bindings names);

  /**
   * The value of a text that is one expression, the rendered text otherwise; places count from
   * where the text stands.
   */
  Object value(Place place, String text, Bindings names);

  /**
   * What a macro answers when it is called from the place; text unless it returns something else.
   */
  Object call(Place place, Callable macro, Arguments arguments);
}
