package io.caravan.lake;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/**
 * What a lake is made of.
 *
 * @param warehouse location below which every table lies, for example {@code s3://lake}
 * @param catalog which table is where
 * @param store the object store
 * @param cache copies of remote objects
 * @param upkeep when files are re-packed, expired and swept
 * @param dialect SQL dialect of views, as the SQL engine names itself
 */
public record LakeSettings(
    String warehouse, Catalog catalog, Store store, Cache cache, Upkeep upkeep, String dialect) {
  public LakeSettings {
    while (warehouse.endsWith("/")) {
      warehouse = warehouse.substring(0, warehouse.length() - 1);
    }
    Location.parse(warehouse + "/any");
  }

  /** Settings with the usual upkeep, for an engine that calls itself {@code duckdb}. */
  public static LakeSettings of(String warehouse, Catalog catalog, Store store, Cache cache) {
    return new LakeSettings(warehouse, catalog, store, cache, Upkeep.usual(), "duckdb");
  }

  public LakeSettings with(Upkeep newUpkeep) {
    return new LakeSettings(warehouse, catalog, store, cache, newUpkeep, dialect);
  }

  /**
   * The database that says which metadata file of a table is the newest one: its compare-and-swap
   * is what makes a commit atomic.
   *
   * @param uri JDBC URL, H2 or PostgreSQL
   * @param user user of the database
   * @param password its password
   */
  public record Catalog(String uri, String user, String password) {
    @Override
    public String toString() {
      return "Catalog[uri=" + uri + ", user=" + user + "]";
    }
  }

  /**
   * An S3 object store.
   *
   * @param endpoint URL; empty for Amazon's own of the region
   * @param region region name, {@code us-east-1} where the store has none
   * @param accessKey empty for the default credentials of the environment
   * @param secretKey its secret
   * @param pathStyle true when the bucket is part of the path, not of the host
   * @param folders buckets whose objects are plain files on this disk, and where
   */
  public record Store(
      String endpoint,
      String region,
      String accessKey,
      String secretKey,
      boolean pathStyle,
      Map<String, Path> folders) {
    public Store {
      folders = Map.copyOf(folders);
    }

    @Override
    public String toString() {
      return "Store[endpoint=" + endpoint + ", region=" + region + ", folders=" + folders + "]";
    }
  }

  /**
   * Local copies of remote data files.
   *
   * @param folder directory of this process alone
   * @param bytes size that the copies may have together
   */
  public record Cache(Path folder, long bytes) {}

  /**
   * When files are re-packed, expired and swept.
   *
   * @param targetFileBytes size that files are packed to
   * @param deletedShare share of deleted rows from which a file is written anew
   * @param smallFiles number of small files of one partition from which they are packed
   * @param keptSnapshots snapshots that are kept whatever their age
   * @param keptFor age until which snapshots are kept; readers must be done by then
   * @param orphanGrace age from which a file that no snapshot names is deleted; longer than any
   *     commit takes
   * @param branchesKeptFor age after which a forgotten branch is dropped
   */
  public record Upkeep(
      long targetFileBytes,
      double deletedShare,
      int smallFiles,
      int keptSnapshots,
      Duration keptFor,
      Duration orphanGrace,
      Duration branchesKeptFor) {
    public Upkeep {
      if (targetFileBytes <= 0 || keptSnapshots < 1 || smallFiles < 2 || deletedShare <= 0) {
        throw new IllegalArgumentException(
            ("Cannot keep tables up with target-file-size=%d, kept-snapshots=%d, small-files=%d, deleted-share=%s: "
                    + "sizes and shares must be above 0, snapshots at least 1, files at least 2.")
                .formatted(targetFileBytes, keptSnapshots, smallFiles, deletedShare));
      }
    }

    public static Upkeep usual() {
      return new Upkeep(
          128L << 20, 0.1, 8, 20, Duration.ofDays(3), Duration.ofDays(1), Duration.ofDays(7));
    }
  }
}
