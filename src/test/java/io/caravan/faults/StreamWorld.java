package io.caravan.faults;

import io.caravan.embedded.EmbeddedKafka;
import io.caravan.embedded.EmbeddedPostgres;
import io.caravan.embedded.EmbeddedS3;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** What is around the product: a broker, an object store and databases, and who sends to it. */
final class StreamWorld implements AutoCloseable {
  /** Every secret has this in it. */
  static final String CANARY = "canary-7f31c2e9";

  private static final String HOOKS_SECRET = CANARY + "-hooks";
  private final Path folder;
  private final EmbeddedPostgres postgres;
  private final EmbeddedS3 s3;
  private final List<URI> hooks = new ArrayList<>();
  private final List<FaultProject> projects = new ArrayList<>();
  private EmbeddedKafka kafka;
  final Events events;
  final Deliveries deliveries;

  /**
   * @param instances how many processes may take deliveries
   */
  StreamWorld(Path folder, int instances) {
    this.folder = folder;
    postgres = EmbeddedPostgres.start(folder.resolve("postgres"));
    postgres.createDatabase("catalog");
    postgres.createDatabase("ledger");
    s3 = EmbeddedS3.start(folder.resolve("s3"), "lake");
    kafka = EmbeddedKafka.start(folder.resolve("kafka"), 0);
    events = new Events(kafka);
    IntStream.range(0, instances)
        .mapToObj(i -> URI.create("http://127.0.0.1:" + FaultProject.freePort()))
        .forEach(hooks::add);
    deliveries =
        new Deliveries(
            hooks.stream().map(a -> a.resolve(StreamProject.HOOKS_PATH)).toList(), HOOKS_SECRET);
    for (URI address : hooks) {
      projects.add(
          inThisWorld(StreamProject.in(folder.resolve("project" + projects.size())))
              .set("caravan.webhooks", address.toString()));
    }
  }

  /** The project of one process. */
  FaultProject project(int instance) {
    return projects.get(instance);
  }

  FaultProject inThisWorld(FaultProject project) {
    return project
        .set("caravan.lake.catalog.uri", postgres.jdbcUrl("catalog"))
        .set("caravan.lake.catalog.user", postgres.user())
        .set("caravan.ledger.uri", postgres.jdbcUrl("ledger"))
        .set("caravan.ledger.user", postgres.user())
        .set("caravan.ledger.lease", "5s")
        .set("caravan.s3.endpoint", s3.endpoint().toString())
        .set("caravan.s3.access-key", s3.accessKey())
        .set("caravan.kafka.brokers", kafka.brokers())
        .set("caravan.kafka.client.session.timeout.ms", "6000")
        .variable("CARAVAN_S3_SECRET_KEY", s3.secretKey())
        .variable("CARAVAN_LAKE_CATALOG_PASSWORD", CANARY + "-catalog")
        .variable("CARAVAN_LEDGER_PASSWORD", CANARY + "-ledger")
        .variable("HOOKS_SECRET", HOOKS_SECRET);
  }

  EmbeddedPostgres postgres() {
    return postgres;
  }

  EmbeddedS3 s3() {
    return s3;
  }

  String brokers() {
    return kafka.brokers();
  }

  Path bucket() {
    return s3.folderOf("lake");
  }

  BronzeWatch watch(String table) {
    return new BronzeWatch(bucket(), table);
  }

  /** Texts that nobody may find anywhere. */
  List<String> secrets() {
    return List.of(CANARY, s3.secretKey());
  }

  /** Takes the only broker away, and brings it back. */
  void bounceBroker(Duration away) throws InterruptedException {
    int port = kafka.port();
    kafka.close();
    // How long it is away is part of the fault, nothing is waited for.
    Thread.sleep(away.toMillis());
    kafka = EmbeddedKafka.start(folder.resolve("kafka"), port);
  }

  Path folder() {
    return folder;
  }

  @Override
  public void close() {
    deliveries.close();
    events.close();
    kafka.close();
    s3.close();
    postgres.close();
  }
}
