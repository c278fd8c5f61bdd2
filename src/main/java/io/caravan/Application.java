package io.caravan;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.caravan.dead.Balance;
import io.caravan.dead.DeadLetters;
import io.caravan.dead.ReplayFeed;
import io.caravan.dead.RowLetters;
import io.caravan.embedded.EmbeddedParts;
import io.caravan.engine.DuckDbEngine;
import io.caravan.engine.EngineSettings;
import io.caravan.engine.SqlEngine;
import io.caravan.engine.Tables;
import io.caravan.lake.Lake;
import io.caravan.lake.LakeSettings;
import io.caravan.model.Models;
import io.caravan.model.ProjectSettings;
import io.caravan.position.PositionDesk;
import io.caravan.quality.Suites;
import io.caravan.record.DatasetName;
import io.caravan.record.ProjectException;
import io.caravan.record.WorldException;
import io.caravan.route.KafkaCluster;
import io.caravan.route.Maintenance;
import io.caravan.route.editing.RouteFiles;
import io.caravan.runs.Instance;
import io.caravan.runs.Ledger;
import io.caravan.stream.Streams;
import io.caravan.webhook.WebhookServer;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.sql.DataSource;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * The one composition root: every part that the settings name, wired together. Parts are opened in
 * the order in which they need each other and closed in the reverse one.
 */
public final class Application implements AutoCloseable {
  private final Deque<AutoCloseable> open = new ArrayDeque<>();
  private final Settings settings;
  private final Clock clock = Clock.systemUTC();
  private final EmbeddedParts parts;
  private final ObjectStore store;
  private final Lake lake;
  private final DuckDbEngine engine;
  private final Sources sources;
  private final Streams streams = new Streams();
  private final WebhookServer webhooks;
  private Ledger ledger;
  private Suites suites;
  private Models models;

  private Application(Settings settings, EmbeddedParts parts) {
    this.settings = settings;
    this.parts = keep(parts);
    keep(new Scratch(settings.path(Key.DATA))::leave);
    try {
      this.store = ObjectStore.of(settings, parts);
      this.lake = keep(openLake());
      this.engine = keep(new DuckDbEngine(engineSettings(), lake));
      this.sources = keep(new Sources(settings, parts));
      this.webhooks =
          keep(new WebhookServer(settings.get(Key.WEBHOOKS), settings.get(Key.WEBHOOKS_MEMORY)));
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  /** Opens the project for a command that comes and goes, beside a running one or not. */
  public static Application visit(Settings settings) {
    return new Application(settings, EmbeddedParts.visit(settings.path(Key.DATA)));
  }

  /** Opens the project as the process that runs it. */
  public static Application own(Settings settings) {
    EmbeddedParts parts = EmbeddedParts.own(settings.path(Key.DATA));
    new Scratch(settings.path(Key.DATA)).sweep();
    return new Application(settings, parts);
  }

  public Settings settings() {
    return settings;
  }

  public Clock clock() {
    return clock;
  }

  public Lake lake() {
    return lake;
  }

  public SqlEngine engine() {
    return engine;
  }

  /** Loads the engine's library in the background: it takes a second the first time. */
  void warm() {
    engine.warm();
  }

  public Maintenance maintenance() {
    return new Maintenance(lake, engine::repack, this::forgetRuns);
  }

  private void forgetRuns() {
    ledger().history().forget(clock.instant().minus(settings.get(Key.LEDGER_KEEP)));
  }

  public Tables tables() {
    return new Tables(lake, engine);
  }

  /** The Kafka brokers; an embedded one is started when they are first asked for. */
  public KafkaCluster kafka() {
    return new Brokers(settings, parts, instanceName());
  }

  /** Where datasets stand in their sources. */
  public PositionDesk positions() {
    return new PositionDesk(lake, () -> kafka().client());
  }

  /** The desk of dead letters. */
  public DeadLetters deadLetters() {
    return new DeadLetters(lake, engine);
  }

  /** Whether streams add up. */
  public Balance balance() {
    return new Balance(lake, engine);
  }

  ReplayFeed replays() {
    return new ReplayFeed(lake, engine);
  }

  public Streams streams() {
    return streams;
  }

  /** Where webhooks are delivered. */
  public WebhookServer webhooks() {
    return webhooks;
  }

  /** The databases that routes read from, by name. */
  public Map<String, DataSource> sources() {
    return sources.all();
  }

  /** Sources that have been asked and did not answer; each with what to do. */
  public List<String> silentSources() {
    return sources.silent();
  }

  /**
   * Makes sure that the bucket is there.
   *
   * @throws ProjectException when it is not
   * @throws WorldException when the object store does not answer
   */
  void reachBucket() {
    store.reach(settings);
  }

  ObjectStore objectStore() {
    return store;
  }

  S3Client objectStoreClient() {
    return keep(store.client());
  }

  String bucket() {
    return store.bucket();
  }

  public synchronized Ledger ledger() {
    if (ledger == null) {
      ledger =
          keep(
              new Ledger(
                  ledgerDatabase(),
                  clock,
                  Instance.named(instanceName()),
                  settings.get(Key.LEASE)));
      ledger.listen(new RunLog());
    }
    return ledger;
  }

  public synchronized Suites suites() {
    if (suites == null) {
      suites = new Suites(settings.path(Key.EXPECTATIONS), clock, Suites.Recorder.none());
    }
    return suites;
  }

  public synchronized Models models() {
    if (models == null) {
      Set<DatasetName> written = new RouteFiles(settings.path(Key.ROUTES)).datasets();
      ProjectSettings project =
          ProjectSettings.usual()
              .withDatasets(written)
              .withArtefacts(settings.get(Key.MODELS_TARGET));
      models = new Models(settings.path(Key.PROJECT), project, lake, engine, clock);
      models.auditBy(suites());
      RowLetters letters = new RowLetters(lake);
      models.buryIn(
          (dataset, run, rows, reason, session) ->
              letters.bury(
                  new RowLetters.Death(dataset, "models-action", run, rows, reason),
                  session,
                  clock.instant()));
    }
    return models;
  }

  @Override
  public void close() {
    RuntimeException first = null;
    while (!open.isEmpty()) {
      try {
        open.pop().close();
      } catch (Exception e) {
        RuntimeException failure = new IllegalStateException("Cannot close: " + e.getMessage(), e);
        if (first == null) {
          first = failure;
        } else {
          first.addSuppressed(failure);
        }
      }
    }
    if (first != null) {
      throw first;
    }
  }

  <T extends AutoCloseable> T keep(T part) {
    open.push(part);
    return part;
  }

  private Lake openLake() {
    try {
      return Lake.open(lakeSettings(), clock);
    } catch (WorldException e) {
      String uri = settings.get(Key.CATALOG_URI);
      if (!uri.equals(Key.EMBEDDED)) {
        String user = settings.get(Key.CATALOG_USER);
        String password = settings.get(Key.CATALOG_PASSWORD);
        new FirstConnection(
                settings, "the lake's catalog", "caravan.lake.catalog", uri, user, password)
            .open();
      }
      throw e; // Its database answers: something else is wrong.
    }
  }

  private LakeSettings lakeSettings() {
    String uri = settings.get(Key.CATALOG_URI);
    LakeSettings.Catalog catalog =
        uri.equals(Key.EMBEDDED)
            ? new LakeSettings.Catalog(parts.h2("catalog"), "sa", "")
            : new LakeSettings.Catalog(
                uri, settings.get(Key.CATALOG_USER), settings.get(Key.CATALOG_PASSWORD));
    LakeSettings.Upkeep usual = LakeSettings.Upkeep.usual();
    LakeSettings.Upkeep upkeep =
        new LakeSettings.Upkeep(
            settings.get(Key.FILE_SIZE),
            usual.deletedShare(),
            usual.smallFiles(),
            settings.get(Key.SNAPSHOT_COUNT),
            settings.get(Key.SNAPSHOT_AGE),
            settings.get(Key.ORPHAN_GRACE),
            usual.branchesKeptFor());
    return LakeSettings.of(
            settings.get(Key.WAREHOUSE),
            catalog,
            new LakeSettings.Store(
                store.endpoint(),
                store.region(),
                store.accessKey(),
                store.secretKey(),
                store.pathStyle(),
                store.folders()),
            new LakeSettings.Cache(scratch("cache"), settings.get(Key.CACHE_SIZE)))
        .with(upkeep);
  }

  private EngineSettings engineSettings() {
    return new EngineSettings(
        settings.get(Key.ENGINE_MEMORY),
        settings.get(Key.ENGINE_THREADS),
        scratch("engine"),
        settings.get(Key.ENGINE_SPILL),
        settings.get(Key.FILE_SIZE),
        Duration.ZERO,
        List.of());
  }

  private Path scratch(String name) {
    return new Scratch(settings.path(Key.DATA)).folder(name);
  }

  private HikariDataSource ledgerDatabase() {
    HikariConfig config = new HikariConfig();
    config.setPoolName("ledger");
    String uri = settings.get(Key.LEDGER_URI);
    if (uri.equals(Key.EMBEDDED)) {
      config.setJdbcUrl(parts.h2("ledger"));
      config.setUsername("sa");
    } else {
      String user = settings.get(Key.LEDGER_USER);
      String password = settings.get(Key.LEDGER_PASSWORD);
      new FirstConnection(settings, "the ledger", "caravan.ledger", uri, user, password).open();
      config.setJdbcUrl(uri);
      config.setUsername(user);
      config.setPassword(password);
    }
    if (uri.startsWith("jdbc:postgresql:")) {
      // A process that stands still in the middle of a transaction must not hold a route's row for
      // as long.
      config.setConnectionInitSql(
          "set idle_in_transaction_session_timeout = " + settings.get(Key.LEASE).toMillis());
    }
    config.setMaximumPoolSize(6);
    config.setMinimumIdle(0);
    config.setInitializationFailTimeout(-1);
    config.setExceptionOverride(new DeadConnections());
    return keep(new HikariDataSource(config));
  }

  private String instanceName() {
    String name = settings.get(Key.INSTANCE);
    return name.isEmpty() ? settings.path(Key.DATA).toString() : name;
  }
}
