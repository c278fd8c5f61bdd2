package io.caravan.lake;

import io.caravan.record.KillPoint;
import org.apache.iceberg.BaseTable;
import org.apache.iceberg.ExpireSnapshots;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.util.SnapshotUtil;

/**
 * A table's upkeep: re-pack, expire, sweep; each step whole in itself, so that a kill between them
 * costs nothing.
 */
final class Housekeeping {
  private final TableAccess access;

  Housekeeping(TableAccess access) {
    this.access = access;
  }

  LakeTable.Maintenance run(Repacker repacker) {
    Repacking.Outcome repacked = new Repacking(access).run(repacker);
    KillPoint.DURING_MAINTENANCE.pass();
    int expired = Attempt.to("expire snapshots of " + access.name(), this::expire);
    KillPoint.DURING_MAINTENANCE.pass();
    Orphans.Swept swept = new Orphans(access).sweep();
    return new LakeTable.Maintenance(
        repacked.read(), repacked.written(), expired, swept.files(), swept.bytes());
  }

  private int expire() {
    carryPositionToHead();
    access.state().writing().lock();
    try {
      BaseTable table = access.load();
      int before = count(table);
      LakeSettings.Upkeep upkeep = access.settings().upkeep();
      ExpireSnapshots expiry =
          table
              .expireSnapshots()
              .planWith(Workers.POOL)
              .executeDeleteWith(Workers.POOL)
              .expireOlderThan(access.clock().instant().minus(upkeep.keptFor()).toEpochMilli())
              .retainLast(upkeep.keptSnapshots());
      if (!expiry.apply().isEmpty()) {
        expiry.commit();
      }
      return before - count(access.load());
    } finally {
      access.state().writing().unlock();
    }
  }

  private static int count(BaseTable table) {
    int count = 0;
    for (Snapshot ignored : table.snapshots()) {
      count++;
    }
    return count;
  }

  /**
   * Another engine's commit carries no position on. Before the last of ours below it expires, a
   * commit of ours must.
   */
  private void carryPositionToHead() {
    BaseTable table = access.load();
    Snapshot head = table.currentSnapshot();
    boolean lost = head != null && !Carried.ours(head) && anyOfOurs(table, head);
    if (lost) {
      new TableCommit(access, LakeTable.MAIN).note("reason", "carry the position on").commit();
    }
  }

  private static boolean anyOfOurs(BaseTable table, Snapshot head) {
    for (Snapshot snapshot : SnapshotUtil.ancestorsOf(head.snapshotId(), table::snapshot)) {
      if (Carried.ours(snapshot)) {
        return true;
      }
    }
    return false;
  }
}
