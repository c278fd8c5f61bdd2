package io.caravan;

import java.lang.reflect.Modifier;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;

/**
 * Every key that {@code application.properties} may hold, beside those of Camel itself and of the
 * user's own placeholders.
 */
public final class Key {
  /** A part that runs in this process instead of at an address. */
  public static final String EMBEDDED = "embedded";

  public static final Setting<Path> DATA =
      Setting.path(
          "caravan.data", "data", "Where embedded parts, caches and temporary files live.");
  public static final Setting<Path> ROUTES =
      Setting.path("caravan.routes", "routes", "Folder of the routes, with kamelets/ inside.");
  public static final Setting<Path> PROJECT =
      Setting.path("caravan.models", ".", "Folder of the dbt project (where dbt_project.yml is).");
  public static final Setting<Path> MODELS_TARGET =
      Setting.path(
          "caravan.models.target",
          "target",
          "Folder, below the dbt project or anywhere, of manifest.json and run_results.json.");
  public static final Setting<Path> EXPECTATIONS =
      Setting.path(
          "caravan.expectations", "expectations", "Folder of the Great Expectations suites.");
  public static final Setting<String> INSTANCE =
      Setting.text(
          "caravan.instance",
          "",
          "Name of this process in the ledger; host name and data folder when not set.");

  public static final Setting<String> WAREHOUSE =
      Setting.text(
          "caravan.lake.warehouse",
          "s3://lake",
          "Bucket, and prefix if any, that holds every table.");
  public static final Setting<String> CATALOG_URI =
      Setting.text(
          "caravan.lake.catalog.uri",
          EMBEDDED,
          "JDBC address of the Iceberg catalog, or 'embedded'.");
  public static final Setting<String> CATALOG_USER =
      Setting.text("caravan.lake.catalog.user", "", "User of the catalog's database.");
  public static final Setting<String> CATALOG_PASSWORD =
      Setting.secret("caravan.lake.catalog.password", "Its password.");
  public static final Setting<Long> FILE_SIZE =
      Setting.size(
          "caravan.lake.target-file-size",
          "128MB",
          "Files are cut, and small ones re-packed, to about this size.");
  public static final Setting<Long> CACHE_SIZE =
      Setting.size(
          "caravan.lake.cache-size", "10GB", "Most that local copies of remote objects may take.");
  public static final Setting<Duration> ORPHAN_GRACE =
      Setting.duration(
          "caravan.lake.orphan-grace",
          "1d",
          "Files that no snapshot names are deleted when they are older than this.");
  public static final Setting<Duration> SNAPSHOT_AGE =
      Setting.duration(
          "caravan.lake.snapshot-age",
          "7d",
          "Snapshots older than this are expired by maintenance; of a table's younger ones, the newest (ten times snapshot-count) and the first of each hour are kept.");
  public static final Setting<Integer> SNAPSHOT_COUNT =
      Setting.number(
          "caravan.lake.snapshot-count",
          20,
          1,
          100_000,
          "Newest snapshots that are kept whatever their age.");
  public static final Setting<String> MAINTENANCE =
      Setting.text("caravan.lake.maintenance", "15 * * * *", "Schedule of the maintenance route.");

  public static final Setting<String> S3_ENDPOINT =
      Setting.text(
          "caravan.s3.endpoint", EMBEDDED, "Address of the object store, 'aws', or 'embedded'.");
  public static final Setting<String> S3_REGION =
      Setting.text("caravan.s3.region", "us-east-1", "Region of the object store.");
  public static final Setting<String> S3_ACCESS_KEY =
      Setting.text(
          "caravan.s3.access-key", "", "Access key; empty for the environment's own credentials.");
  public static final Setting<String> S3_SECRET_KEY =
      Setting.secret("caravan.s3.secret-key", "Secret key.");
  public static final Setting<Boolean> S3_PATH_STYLE =
      Setting.flag(
          "caravan.s3.path-style",
          true,
          "true when the bucket is part of the path, not of the host name.");

  public static final Setting<String> LEDGER_URI =
      Setting.text(
          "caravan.ledger.uri", EMBEDDED, "JDBC address of the ledger of runs, or 'embedded'.");
  public static final Setting<String> LEDGER_USER =
      Setting.text("caravan.ledger.user", "", "User of the ledger's database.");
  public static final Setting<String> LEDGER_PASSWORD =
      Setting.secret("caravan.ledger.password", "Its password.");

  public static final Setting<Duration> LEASE =
      Setting.duration(
          "caravan.ledger.lease",
          "30s",
          "How long a run outlives its process's last sign of life before another takes it over.");

  public static final Setting<Duration> LEDGER_KEEP =
      Setting.duration(
          "caravan.ledger.keep", "90d", "Runs that ended longer ago are forgotten by maintenance.");

  public static final Setting<String> SOURCE_URI =
      Setting.text(
          "caravan.source.*.uri",
          "",
          "JDBC address of a source database, or 'embedded'. The name is what routes call it.");
  public static final Setting<String> SOURCE_USER =
      Setting.text("caravan.source.*.user", "", "Its user; reading is enough.");
  public static final Setting<String> SOURCE_PASSWORD =
      Setting.secret("caravan.source.*.password", "Its password.");
  public static final Setting<Integer> SOURCE_CONNECTIONS =
      Setting.number("caravan.source.*.connections", 4, 1, 100, "Most connections open at once.");

  public static final Setting<String> KAFKA_BROKERS =
      Setting.text(
          "caravan.kafka.brokers",
          EMBEDDED,
          "Addresses of Kafka brokers (host:port, with commas), or 'embedded'.");
  public static final Setting<String> KAFKA_CLIENT =
      Setting.secrets(
          "caravan.kafka.client.**",
          "Any setting of Kafka's clients: caravan.kafka.client.security.protocol = SASL_SSL.");

  public static final Setting<String> REGISTRY_URL =
      Setting.text(
          "caravan.kafka.registry.url",
          "",
          "Address of the schema registry for Avro and Protobuf (Apicurio's with /apis/ccompat/v7).");
  public static final Setting<String> REGISTRY_USER =
      Setting.text("caravan.kafka.registry.user", "", "User of the schema registry, if it asks.");
  public static final Setting<String> REGISTRY_PASSWORD =
      Setting.secret("caravan.kafka.registry.password", "Its password.");
  public static final Setting<String> REGISTRY_TOKEN =
      Setting.secret("caravan.kafka.registry.token", "Bearer token, instead of user and password.");

  public static final Setting<Long> ENGINE_MEMORY =
      Setting.size(
          "caravan.engine.memory",
          "384MB",
          "Memory of one statement's session of the SQL engine, beside the heap; more is spilled to disk.");
  public static final Setting<Integer> ENGINE_THREADS =
      Setting.number("caravan.engine.threads", 2, 1, 256, "Threads of the SQL engine.");
  public static final Setting<Long> ENGINE_SPILL =
      Setting.size(
          "caravan.engine.spill",
          "50GB",
          "Most that one session of the SQL engine may spill to disk.");

  public static final Setting<Boolean> LIVE =
      Setting.flag(
          "caravan.live",
          true,
          "Whether saved edits of routes, Kamelets, models and suites are taken up while running.");
  public static final Setting<URI> SERVER =
      Setting.uri(
          "caravan.server",
          "http://127.0.0.1:8080",
          "Where health answers: /observe/health?data=true tells why and since when.");
  public static final Setting<URI> WEBHOOKS =
      Setting.uri(
          "caravan.webhooks",
          "http://127.0.0.1:8081",
          "Where signed-webhook-source takes deliveries; nobody listens there while no route has one.");
  public static final Setting<Long> WEBHOOKS_MEMORY =
      Setting.size(
          "caravan.webhooks.memory",
          "64MB",
          "Most that bodies on their way may take together; beyond it senders are told to come again.");

  private Key() {}

  /** All of them, in the order they are declared here. */
  public static List<Setting<?>> all() {
    return Arrays.stream(Key.class.getFields())
        .filter(f -> Modifier.isStatic(f.getModifiers()) && f.getType() == Setting.class)
        .<Setting<?>>map(
            f -> {
              try {
                return (Setting<?>) f.get(null);
              } catch (IllegalAccessException e) {
                throw new AssertionError("public fields are readable", e);
              }
            })
        .toList();
  }
}
