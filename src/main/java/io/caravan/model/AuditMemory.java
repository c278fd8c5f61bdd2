package io.caravan.model;

import io.caravan.lake.LakeTable;
import io.caravan.lake.Snapshot;
import io.caravan.record.DatasetName;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Which checks a published version is known to have passed without a failing row. Kept in this
 * process only: whoever starts anew looks at all rows once. Thread-safe.
 */
final class AuditMemory {
  private final Map<DatasetName, Passed> known = new ConcurrentHashMap<>();

  private record Passed(long snapshot, Set<String> checks) {}

  void remember(DatasetName dataset, long snapshot, Set<String> checks) {
    known.put(dataset, new Passed(snapshot, Set.copyOf(checks)));
  }

  /**
   * The checks that the table's snapshot has passed; none when it was published by somebody else.
   */
  Set<String> of(LakeTable table, long snapshot) {
    Passed passed = known.get(table.name());
    return passed != null && sameRows(table, snapshot, passed.snapshot())
        ? passed.checks()
        : Set.of();
  }

  /** True when nothing but maintenance lies between the two. */
  private static boolean sameRows(LakeTable table, long newer, long older) {
    boolean between = false;
    for (Snapshot each : table.history()) {
      if (each.id() == older) {
        return between || newer == older;
      }
      between |= each.id() == newer;
      if (between && !each.operation().equals(LakeTable.REPACKED)) {
        return false;
      }
    }
    return false;
  }
}
