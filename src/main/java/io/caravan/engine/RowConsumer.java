package io.caravan.engine;

import io.caravan.record.Columns;
import java.util.List;

/** Takes the rows of a query one by one. */
public interface RowConsumer {
  /** Called once, before the first row. */
  void columns(Columns columns);

  /**
   * @param values as described at {@link SqlSession.Result}
   * @return false when no more rows are wanted
   */
  boolean row(List<Object> values);
}
