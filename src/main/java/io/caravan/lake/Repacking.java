package io.caravan.lake;

import io.caravan.record.FencedException;
import io.caravan.record.KillPoint;
import io.caravan.record.Position;
import io.caravan.record.WorldException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.apache.iceberg.BaseTable;
import org.apache.iceberg.RewriteFiles;
import org.apache.iceberg.Schema;
import org.apache.iceberg.SnapshotUpdate;

/**
 * Packs small files and files with many deleted rows into few, bin by bin: what one bin has gained
 * is kept if the next one fails.
 */
final class Repacking {
  private final TableAccess access;

  record Outcome(int read, int written) {
    Outcome plus(Outcome other) {
      return new Outcome(read + other.read, written + other.written);
    }
  }

  Repacking(TableAccess access) {
    this.access = access;
  }

  Outcome run(Repacker repacker) {
    if (access.state().awaitsPublishing(access.clock().instant())) {
      return new Outcome(0, 0);
    }
    BaseTable table = access.load();
    long snapshot = Head.of(table, LakeTable.MAIN).snapshot();
    Plan plan =
        Attempt.to("list the files of " + access.name(), () -> Plan.of(table, snapshot, false));
    Outcome outcome = new Outcome(0, 0);
    for (List<Plan.Entry> bin : new PackingPlan(access.settings().upkeep()).bins(table, plan)) {
      outcome = outcome.plus(pack(table, new Plan(snapshot, bin), repacker));
    }
    return outcome;
  }

  private Outcome pack(BaseTable table, Plan bin, Repacker repacker) {
    String first = Location.canonical(bin.entries().get(0).file().location());
    String folder = first.substring(0, first.lastIndexOf('/') + 1);
    Schema schema = table.schema();
    Scan scan =
        Attempt.to(
            "read the files of " + access.name(),
            () -> bin.scan(schema, TableAccess.byName(table), access.vectors()));
    // Never the name of another attempt: two processes that pack the same files must not overwrite
    // each other's.
    List<StagedFile> packed =
        repacker.repack(scan, folder, "packed-" + UUID.randomUUID(), order(table, schema));
    check(bin, packed);
    KillPoint.DURING_MAINTENANCE.pass();
    try {
      new FencedCommit(
              access, LakeTable.MAIN, Position.NONE, Optional.empty(), Map.of("reason", "re-pack"))
          .run((now, head) -> rewrite(now, bin, packed));
    } catch (FencedException rowsWereDeletedMeanwhile) {
      // The next round packs what the files are by then; the written ones are swept as orphans.
      return new Outcome(0, 0);
    }
    return new Outcome(bin.entries().size(), packed.size());
  }

  private static List<String> order(BaseTable table, Schema schema) {
    return BranchOperations.sorts(table.sortOrder(), schema)
        ? table.sortOrder().fields().stream().map(f -> schema.findColumnName(f.sourceId())).toList()
        : List.of();
  }

  private void check(Plan bin, List<StagedFile> packed) {
    long alive =
        bin.entries().stream().mapToLong(e -> e.file().recordCount() - e.deletedRows()).sum();
    long written = packed.stream().mapToLong(StagedFile::rows).sum();
    if (alive != written) {
      throw new WorldException(
          "Cannot re-pack files of %s: %d rows were read and %d written. Nothing was changed."
              .formatted(access.name(), alive, written));
    }
    packed.forEach(file -> access.store().within(file.location()));
  }

  private SnapshotUpdate<?> rewrite(BaseTable now, Plan bin, List<StagedFile> packed) {
    long newest =
        bin.entries().stream().mapToLong(e -> e.file().dataSequenceNumber()).max().orElseThrow();
    // The sequence number of the newest packed file: scans keep the order in which rows came.
    RewriteFiles rewrite =
        now.newRewrite().validateFromSnapshot(bin.snapshot()).dataSequenceNumber(newest);
    bin.entries()
        .forEach(
            entry -> {
              rewrite.deleteFile(entry.file());
              entry.deletes().forEach(rewrite::deleteFile);
            });
    DataFileForm form = new DataFileForm(now, now.schema());
    packed.forEach(file -> rewrite.addFile(form.of(file)));
    return rewrite;
  }
}
