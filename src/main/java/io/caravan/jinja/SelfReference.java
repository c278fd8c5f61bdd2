package io.caravan.jinja;

import io.caravan.jinja.value.HostObject;
import io.caravan.jinja.value.Undefined;

/** The variable {@code self}: the blocks of the template. */
record SelfReference(Frame frame) implements HostObject {
  @Override
  public Object attribute(String name) {
    return frame.context().block(name, 0) == null
        ? Undefined.MISSING
        : new BlockReference(frame, name, 0, false);
  }

  @Override
  public String typeName() {
    return "TemplateReference";
  }
}
