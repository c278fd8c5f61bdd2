package io.caravan.jinja;

import io.caravan.record.Place;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * A macro, or a block of dbt that is one.
 *
 * @param boundName the variable that holds it; {@code null} for the body of a call block
 * @param parameters the names of its parameters
 * @param defaults of the last parameters
 * @param specials those of {@code caller}, {@code varargs} and {@code kwargs} that its body asks
 *     for
 */
record MacroStatement(
    Place place,
    MacroDefinition definition,
    String boundName,
    List<String> parameters,
    List<Expression> defaults,
    Set<String> specials,
    Body body)
    implements Statement {
  @Override
  public Flow run(Frame frame) {
    frame.assign(boundName, new Macro(this, frame));
    return Flow.NORMAL;
  }

  /** The default of a parameter, or {@code null} if it has none. */
  Expression defaultOf(int parameter) {
    int at = parameter - (parameters.size() - defaults.size());
    return at < 0 ? null : defaults.get(at);
  }

  @Override
  public List<Node> children() {
    List<Node> all = new ArrayList<>(defaults);
    all.add(body);
    return all;
  }
}
