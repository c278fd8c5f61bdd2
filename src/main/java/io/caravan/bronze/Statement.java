package io.caravan.bronze;

import java.util.List;

/**
 * A query with its values apart from it.
 *
 * @param sql identifiers quoted, values as {@code ?}
 * @param parameters the values, in order
 */
public record Statement(String sql, List<Object> parameters) {
  public Statement {
    parameters = List.copyOf(parameters);
  }
}
