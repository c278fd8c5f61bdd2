package io.caravan.lake;

import java.util.List;

/**
 * How a table's files are laid out.
 *
 * @param partitionByDay column whose UTC day partitions the table; empty for none
 * @param sortedBy columns that files are sorted by, so that a key's file is found by its range
 * @param byName true when writers give no field ids: columns are then matched by name
 */
public record TableLayout(String partitionByDay, List<String> sortedBy, boolean byName) {
  public static final TableLayout PLAIN = new TableLayout("", List.of(), false);

  public TableLayout {
    sortedBy = List.copyOf(sortedBy);
  }

  /** Bronze: partitioned by the day of {@code _ingested_at}, columns matched by name. */
  public static TableLayout bronze() {
    return new TableLayout("_ingested_at", List.of(), true);
  }
}
