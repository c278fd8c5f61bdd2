package io.caravan.jinja;

import io.caravan.jinja.value.HostObject;
import io.caravan.jinja.value.Undefined;
import java.util.Collection;

/** What {@code import} gives: the macros and top-level variables of a template. */
final class Module implements HostObject {
  private final String name;
  private final Context context;
  private final String text;

  Module(String name, Context context, String text) {
    this.name = name;
    this.context = context;
    this.text = text;
  }

  String name() {
    return name;
  }

  @Override
  public Object attribute(String attribute) {
    return context.exports(attribute) ? context.root().own(attribute) : Undefined.MISSING;
  }

  @Override
  public Collection<String> attributes() {
    return context.root().names();
  }

  @Override
  public String typeName() {
    return "TemplateModule";
  }

  @Override
  public String print() {
    return text;
  }
}
