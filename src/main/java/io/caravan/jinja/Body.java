package io.caravan.jinja;

import io.caravan.record.Place;
import java.util.List;

/** Statements, one after the other. */
record Body(Place place, List<Statement> statements) implements Statement {
  @Override
  public Flow run(Frame frame) {
    for (Statement statement : statements) {
      Flow flow = frame.run(statement);
      if (flow != Flow.NORMAL) {
        return flow;
      }
    }
    return Flow.NORMAL;
  }

  @Override
  public List<Node> children() {
    return List.copyOf(statements);
  }
}
