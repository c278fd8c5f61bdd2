package io.caravan.jinja;

import io.caravan.jinja.value.Arguments;
import io.caravan.jinja.value.HostObject;
import io.caravan.jinja.value.Native;
import io.caravan.jinja.value.Printing;
import io.caravan.jinja.value.Undefined;

/** A block that can be called: {@code self.name()}, {@code super()}, {@code super.super()}. */
final class BlockReference implements HostObject, Native {
  private final Frame frame;
  private final String name;
  private final int level;
  private final boolean scoped;

  BlockReference(Frame frame, String name, int level, boolean scoped) {
    this.frame = frame;
    this.name = name;
    this.level = level;
    this.scoped = scoped;
  }

  /** Runs the block with the output of a frame. */
  void writeTo(Frame target) {
    Frame inner = target.block(scoped);
    inner.define("super", parent());
    target.budget().enter();
    try {
      frame.context().block(name, level).body().run(inner);
    } finally {
      target.budget().leave();
    }
  }

  private Object parent() {
    if (frame.context().block(name, level + 1) == null) {
      return Undefined.because(
          "there is no parent block called " + Printing.repr(name) + ".",
          "super",
          frame.environment().undefined());
    }
    return new BlockReference(frame, name, level + 1, scoped);
  }

  @Override
  public Object call(Arguments arguments) {
    Frame buffer = frame.capturing();
    writeTo(buffer);
    return buffer.result();
  }

  @Override
  public Object attribute(String attribute) {
    return attribute.equals("super")
        ? parent()
        : attribute.equals("name") ? name : Undefined.MISSING;
  }

  @Override
  public String typeName() {
    return "BlockReference";
  }
}
