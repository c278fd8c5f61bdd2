package io.caravan.record;

import java.util.List;
import java.util.Optional;

/**
 * The columns of a table, in order.
 *
 * @param list in the order a reader sees them
 */
public record Columns(List<Column> list) {
  public Columns {
    list = List.copyOf(list);
  }

  public static Columns of(Column... columns) {
    return new Columns(List.of(columns));
  }

  public Optional<Column> find(String name) {
    return list.stream().filter(c -> c.name().equals(name)).findFirst();
  }

  public List<String> names() {
    return list.stream().map(Column::name).toList();
  }
}
