package io.caravan.lake;

import io.caravan.TempFolder;
import io.caravan.embedded.EmbeddedPostgres;
import io.caravan.embedded.EmbeddedS3;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;

/**
 * The real parts below a lake: started once for all tests of a run, a catalog of its own for each
 * lake.
 */
final class Parts implements AutoCloseable {
  /** Which parts a lake is made of. */
  enum Kind {
    /** What the embedded default is: objects are files, the catalog is an H2 file. */
    H2_AND_FOLDER,
    /** What production is: every object by the S3 protocol, the catalog in PostgreSQL. */
    POSTGRES_AND_S3
  }

  private final TempFolder temp;
  private final Path folder;
  private final EmbeddedS3 store;
  private EmbeddedPostgres postgres;
  private int lakes;

  Parts(TempFolder temp) {
    this.temp = temp;
    this.folder = temp.path();
    this.store = EmbeddedS3.start(folder.resolve("s3"), "lake");
  }

  synchronized LakeSettings settings(Kind kind) {
    String name = "lake_" + ++lakes;
    boolean near = kind == Kind.H2_AND_FOLDER;
    Map<String, Path> folders = near ? Map.of("lake", store.folderOf("lake")) : Map.of();
    return LakeSettings.of(
        "s3://lake/" + name,
        near
            ? new LakeSettings.Catalog("jdbc:h2:file:" + folder.resolve(name), "sa", "")
            : postgres(name),
        new LakeSettings.Store(
            store.endpoint().toString(),
            "us-east-1",
            store.accessKey(),
            store.secretKey(),
            true,
            folders),
        new LakeSettings.Cache(folder.resolve("cache-" + name), 64 << 20));
  }

  private LakeSettings.Catalog postgres(String database) {
    if (postgres == null) {
      postgres = EmbeddedPostgres.start(folder.resolve("postgres"));
    }
    postgres.createDatabase(database);
    return new LakeSettings.Catalog(
        postgres.jdbcUrl(database), postgres.user(), postgres.password());
  }

  Lake open(Kind kind) {
    return Lake.open(settings(kind), Clock.systemUTC());
  }

  @Override
  public void close() {
    try (temp) {
      store.close();
      if (postgres != null) {
        postgres.close();
      }
    }
  }
}
