package io.caravan.engine;

import io.caravan.record.Columns;
import java.util.ArrayList;
import java.util.List;

/** Keeps all rows. */
final class ResultCollector implements RowConsumer {
  private final List<List<Object>> rows = new ArrayList<>();
  private Columns columns = Columns.of();

  @Override
  public void columns(Columns ofResult) {
    columns = ofResult;
  }

  @Override
  public boolean row(List<Object> values) {
    return rows.add(values);
  }

  SqlSession.Result result() {
    return new SqlSession.Result(columns, rows);
  }
}
