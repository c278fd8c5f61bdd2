package io.caravan.route;

import io.caravan.embedded.EmbeddedS3;
import io.caravan.engine.DuckDbEngine;
import io.caravan.engine.EngineSettings;
import io.caravan.engine.SqlSession;
import io.caravan.lake.Lake;
import io.caravan.lake.LakeSettings;
import io.caravan.lake.LakeTable;
import io.caravan.record.DatasetName;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;

/** A real lake: an object store, a catalog, an engine. */
final class LakeParts implements AutoCloseable {
  final Lake lake;
  final DuckDbEngine engine;
  final S3Client client;
  final Path folder;
  private final EmbeddedS3 store;
  private final LakeSettings.Catalog catalog;

  LakeParts(Path folder) {
    this(folder, Clock.systemUTC());
  }

  LakeParts(Path folder, Clock clock) {
    this.folder = folder;
    store = EmbeddedS3.start(folder.resolve("s3"), "lake");
    var s3 =
        new LakeSettings.Store(
            store.endpoint().toString(),
            "us-east-1",
            store.accessKey(),
            store.secretKey(),
            true,
            Map.of("lake", store.folderOf("lake")));
    catalog =
        new LakeSettings.Catalog(
            "jdbc:h2:file:"
                + folder.resolve("catalog")
                + ";DATABASE_TO_LOWER=TRUE;CASE_INSENSITIVE_IDENTIFIERS=TRUE",
            "sa",
            "");
    lake =
        Lake.open(
            LakeSettings.of(
                "s3://lake",
                catalog,
                s3,
                new LakeSettings.Cache(folder.resolve("cache"), 64 << 20)),
            clock);
    engine = new DuckDbEngine(EngineSettings.usual(folder.resolve("engine")), lake);
    client =
        S3Client.builder()
            .endpointOverride(URI.create(store.endpoint().toString()))
            .region(Region.US_EAST_1)
            .forcePathStyle(true)
            .credentialsProvider(
                StaticCredentialsProvider.create(
                    AwsBasicCredentials.create(store.accessKey(), store.secretKey())))
            .build();
  }

  /** The settings by which an application finds this lake. */
  Map<String, String> settings() {
    return Map.of(
        "caravan.data", folder.resolve("data").toString(),
        "caravan.lake.warehouse", "s3://lake",
        "caravan.lake.catalog.uri", catalog.uri(),
        "caravan.lake.catalog.user", catalog.user(),
        "caravan.s3.endpoint", store.endpoint().toString(),
        "caravan.s3.access-key", store.accessKey(),
        "caravan.s3.secret-key", store.secretKey());
  }

  /** Rows of a query on a table, which {@code %s} stands for; none while there is no such table. */
  List<String> query(DatasetName name, String sql) {
    Optional<LakeTable> table = lake.find(name);
    if (table.isEmpty()) {
      return List.of();
    }
    try (SqlSession session = engine.session()) {
      session.bind(name, table.get().scan(LakeTable.MAIN));
      return session
          .query(sql.formatted("\"%s\".\"%s\"".formatted(name.namespace(), name.table())))
          .rows()
          .stream()
          .map(Object::toString)
          .toList();
    }
  }

  @Override
  public void close() {
    client.close();
    engine.close();
    lake.close();
    store.close();
  }
}
