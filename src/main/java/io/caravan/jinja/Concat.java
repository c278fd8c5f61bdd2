package io.caravan.jinja;

import io.caravan.jinja.value.Markup;
import io.caravan.jinja.value.Printing;
import io.caravan.record.Place;
import java.util.ArrayList;
import java.util.List;

/** {@code a ~ b}: the texts of the operands, one behind the other. */
record Concat(Place place, List<Expression> parts) implements Expression {
  @Override
  public Object value(Frame frame) {
    List<Object> values = new ArrayList<>(parts.size());
    for (Expression part : parts) {
      values.add(frame.value(part));
    }
    boolean markup = frame.autoescape() && values.stream().anyMatch(Markup.class::isInstance);
    StringBuilder out = new StringBuilder();
    for (Object value : values) {
      out.append(markup ? Markup.escape(value).text() : Printing.str(value));
    }
    frame.budget().text(out.length());
    return markup ? new Markup(out.toString()) : out.toString();
  }

  @Override
  public List<Node> children() {
    return List.copyOf(parts);
  }
}
