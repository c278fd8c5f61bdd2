package io.caravan.jinja;

import io.caravan.jinja.value.Printing;
import io.caravan.jinja.value.Undefined;
import io.caravan.record.Place;
import java.util.List;
import java.util.Map;

/** {@code from template import name as alias}; the names map to what they are called here. */
record FromImport(Place place, Expression template, Map<String, String> names, boolean withContext)
    implements Statement {
  @Override
  public Flow run(Frame frame) {
    Module module =
        frame.environment().load(frame.value(template), false).module(frame, withContext);
    for (Map.Entry<String, String> name : names.entrySet()) {
      Object value = module.attribute(name.getKey());
      frame.assign(
          name.getValue(),
          value == Undefined.MISSING ? missing(frame, module, name.getKey()) : value);
      frame.context().conceal(name.getValue(), frame);
    }
    return Flow.NORMAL;
  }

  private Undefined missing(Frame frame, Module module, String name) {
    String message =
        "the template "
            + Printing.repr(module.name())
            + " (imported on line "
            + place.line()
            + " in "
            + Printing.repr(place.file())
            + ") does not export the requested name "
            + Printing.repr(name);
    return Undefined.because(message, name, frame.environment().undefined());
  }

  @Override
  public List<Node> children() {
    return List.of(template);
  }
}
