package io.caravan.lake;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.Table;
import org.apache.iceberg.util.StructLikeWrapper;

/**
 * Which files are written anew together: those of one partition and of about one size, so that a
 * file is not copied again for every few small ones that join it; and those with many deleted rows.
 */
record PackingPlan(LakeSettings.Upkeep upkeep) {
  private static final int STEP = 8;
  private static final int DELETED = -1;
  private static final int FINE = -2;

  private record Group(int spec, StructLikeWrapper partition, int tier) {}

  List<List<Plan.Entry>> bins(Table table, Plan plan) {
    Map<Group, List<Plan.Entry>> groups = new LinkedHashMap<>();
    for (Plan.Entry entry : plan.entries()) {
      int tier = tier(entry);
      if (tier != FINE) {
        DataFile file = entry.file();
        StructLikeWrapper partition =
            StructLikeWrapper.forType(table.specs().get(file.specId()).partitionType())
                .set(file.partition());
        groups
            .computeIfAbsent(new Group(file.specId(), partition, tier), g -> new ArrayList<>())
            .add(entry);
      }
    }
    List<List<Plan.Entry>> bins = new ArrayList<>();
    groups.forEach(
        (group, entries) -> fill(bins, entries, group.tier() == DELETED ? 1 : upkeep.smallFiles()));
    return bins;
  }

  private int tier(Plan.Entry entry) {
    long deleted = entry.deletedRows();
    if (deleted > 0 && deleted >= upkeep.deletedShare() * entry.file().recordCount()) {
      return DELETED;
    }
    long bytes = Math.max(1, entry.file().fileSizeInBytes());
    if (2 * bytes > upkeep.targetFileBytes()) {
      return FINE;
    }
    int tier = 0;
    for (long limit = upkeep.targetFileBytes() / STEP; bytes < limit; limit /= STEP) {
      tier++;
    }
    return tier;
  }

  private void fill(List<List<Plan.Entry>> bins, List<Plan.Entry> entries, int atLeast) {
    List<Plan.Entry> bin = new ArrayList<>();
    long bytes = 0;
    for (Plan.Entry entry : entries) {
      if (!bin.isEmpty() && bytes + entry.file().fileSizeInBytes() > upkeep.targetFileBytes()) {
        close(bins, bin, 1);
        bin = new ArrayList<>();
        bytes = 0;
      }
      bin.add(entry);
      bytes += entry.file().fileSizeInBytes();
    }
    close(bins, bin, atLeast);
  }

  private static void close(List<List<Plan.Entry>> bins, List<Plan.Entry> bin, int atLeast) {
    boolean alreadyPacked = bin.size() == 1 && bin.get(0).deletedRows() == 0;
    if (bin.size() >= atLeast && !bin.isEmpty() && !alreadyPacked) {
      bins.add(List.copyOf(bin));
    }
  }
}
