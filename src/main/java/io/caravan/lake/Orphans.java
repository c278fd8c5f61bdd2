package io.caravan.lake;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.iceberg.BaseTable;
import org.apache.iceberg.ContentFile;
import org.apache.iceberg.ManifestContent;
import org.apache.iceberg.ManifestFile;
import org.apache.iceberg.ManifestFiles;
import org.apache.iceberg.ManifestReader;
import org.apache.iceberg.ReachableFileUtil;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.io.FileInfo;

/**
 * Objects below a table's folder that nothing of the table names: left by commits that failed and
 * processes that were killed.
 */
final class Orphans {
  private final TableAccess access;

  record Swept(int files, long bytes) {}

  Orphans(TableAccess access) {
    this.access = access;
  }

  Swept sweep() {
    return Attempt.to("sweep orphans of " + access.name(), this::sweeping);
  }

  private Swept sweeping() {
    long oldEnough =
        access.clock().instant().minus(access.settings().upkeep().orphanGrace()).toEpochMilli();
    List<FileInfo> old = new ArrayList<>();
    for (FileInfo file : access.store().io().listPrefix(access.load().location() + "/")) {
      if (file.createdAtMillis() < oldEnough) {
        old.add(file);
      }
    }
    if (old.isEmpty()) {
      return new Swept(0, 0);
    }
    // The table is read after the listing: what was committed in between is then known to be in
    // use.
    Set<String> used = used(access.load());
    old.removeIf(file -> used.contains(Location.canonical(file.location())));
    access.store().io().deleteFiles(old.stream().map(FileInfo::location).toList());
    return new Swept(old.size(), old.stream().mapToLong(FileInfo::size).sum());
  }

  private Set<String> used(BaseTable table) {
    Set<String> used = new HashSet<>();
    // The table's own log of earlier metadata, not the logs of those in turn: what only they name
    // is gone.
    ReachableFileUtil.metadataFileLocations(table, false)
        .forEach(l -> used.add(Location.canonical(l)));
    ReachableFileUtil.manifestListLocations(table).forEach(l -> used.add(Location.canonical(l)));
    ReachableFileUtil.statisticsFilesLocations(table).forEach(l -> used.add(Location.canonical(l)));
    used.add(Location.canonical(ReachableFileUtil.versionHintLocation(table)));
    Set<String> read = new HashSet<>();
    for (Snapshot snapshot : table.snapshots()) {
      for (ManifestFile manifest : snapshot.allManifests(table.io())) {
        if (read.add(manifest.path())) {
          used.add(Location.canonical(manifest.path()));
          addFiles(table, manifest, used);
        }
      }
    }
    return used;
  }

  private static void addFiles(BaseTable table, ManifestFile manifest, Set<String> used) {
    try (ManifestReader<? extends ContentFile<?>> files =
        manifest.content() == ManifestContent.DATA
            ? ManifestFiles.read(manifest, table.io(), table.specs())
            : ManifestFiles.readDeleteManifest(manifest, table.io(), table.specs())) {
      for (ContentFile<?> file : files) {
        used.add(Location.canonical(file.location()));
      }
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read " + manifest.path(), e);
    }
  }
}
