import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.caravan.embedded.EmbeddedKafka;
import io.caravan.embedded.EmbeddedPostgres;
import io.caravan.quality.Suites;
import io.caravan.record.PositionRange;
import io.caravan.route.EnrichAction;
import io.caravan.route.ExpectationsAction;
import io.caravan.route.KafkaCluster;
import io.caravan.stream.StreamBatch;
import io.caravan.stream.StreamRecord;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * What the steps of a streaming route cost, without Kafka: {@code Steps RECORDS ROUNDS FOLDER}. Records of about 300 bytes by 10,000 users (1 %
 * no JSON, 1 % breaking an expectation) are parsed, enriched by three columns of a PostgreSQL table, held to three expectations and written
 * again, in batches of 20,000. Prints one JSON line a round: CPU microseconds a record of each step, by the thread's own clock, and of the whole
 * process. Then 200 rows are changed one by one, and the line says how long records still got the row of before once the change was told.
 */
final class Steps {
  private static final int BATCH = 20_000;
  private static final int USERS = 10_000;
  private static final String SUITE =
      """
      {"name": "events", "expectations": [
        {"type": "expect_column_values_to_not_be_null", "kwargs": {"column": "user_id"}},
        {"type": "expect_column_values_to_be_in_set", "kwargs": {"column": "type", "value_set": ["view", "cart", "buy", "search"]}},
        {"type": "expect_column_values_to_be_between", "kwargs": {"column": "amount", "min_value": 0, "max_value": 10000}}]}
      """;

  private Steps() {}

  public static void main(String[] arguments) throws Exception {
    int records = Integer.parseInt(arguments[0]);
    Path folder = Files.createDirectories(Path.of(arguments[2]));
    Files.writeString(Files.createDirectories(folder.resolve("expectations")).resolve("events.json"), SUITE);
    List<byte[]> payloads = payloads(records);
    try (EmbeddedPostgres postgres = EmbeddedPostgres.start(folder.resolve("postgres"));
        HikariDataSource app = app(postgres);
        DefaultCamelContext context = new DefaultCamelContext()) {
      context.getRegistry().bind("app", app);
      EnrichAction enrich = enrich(context);
      ExpectationsAction checks = new ExpectationsAction();
      checks.setCamelContext(context);
      checks.setSuites(new Suites(folder.resolve("expectations"), Clock.systemUTC(), Suites.Recorder.none()));
      checks.setSuite("events");
      checks.setRoute("bench");
      checks.init();
      for (int round = 0; round < Integer.parseInt(arguments[1]); round++) {
        round(context, enrich, checks, payloads);
      }
      staleness(context, app, folder);
    }
    System.exit(0);
  }

  private static void round(DefaultCamelContext context, EnrichAction enrich, ExpectationsAction checks, List<byte[]> payloads) throws Exception {
    var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    var process = (com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    System.gc();
    long began = process.getProcessCpuTime();
    long[] spent = new long[4];
    long[] bytes = new long[2];
    int dead = 0;
    for (int from = 0; from < payloads.size(); from += BATCH) {
      StreamBatch batch = batch(payloads.subList(from, Math.min(payloads.size(), from + BATCH)));
      DefaultExchange exchange = new DefaultExchange(context);
      exchange.getMessage().setBody(batch);
      long t0 = threads.getCurrentThreadCpuTime();
      batch.each("bench", "parse", StreamRecord::value);
      long t1 = threads.getCurrentThreadCpuTime();
      enrich.process(exchange);
      long t2 = threads.getCurrentThreadCpuTime();
      checks.process(exchange);
      long t3 = threads.getCurrentThreadCpuTime();
      for (StreamRecord record : batch) {
        bytes[0] += record.payload().length;
        bytes[1] += record.bytes().length;
      }
      long t4 = threads.getCurrentThreadCpuTime();
      long[] now = {t1 - t0, t2 - t1, t3 - t2, t4 - t3};
      for (int i = 0; i < now.length; i++) {
        spent[i] += now[i];
      }
      dead += batch.dead();
    }
    double n = payloads.size() * 1e3;
    System.out.printf(
        "{\"parse_us\": %.2f, \"enrich_us\": %.2f, \"checks_us\": %.2f, \"write_us\": %.2f, \"process_us\": %.2f, \"dead\": %d, \"bytes_in\": %.0f, \"bytes_out\": %.0f}%n",
        spent[0] / n, spent[1] / n, spent[2] / n, spent[3] / n, (process.getProcessCpuTime() - began) / n, dead,
        (double) bytes[0] / (payloads.size() - dead), (double) bytes[1] / (payloads.size() - dead));
  }

  /** How long after word of a change went to the change topic a record still gets the row of before. */
  private static void staleness(DefaultCamelContext context, HikariDataSource app, Path folder) throws Exception {
    try (EmbeddedKafka kafka = EmbeddedKafka.start(folder.resolve("kafka"), 0);
        KafkaProducer<byte[], byte[]> producer =
            new KafkaProducer<>(Map.of("bootstrap.servers", kafka.brokers(), "acks", "all"), new ByteArraySerializer(), new ByteArraySerializer());
        EnrichAction enrich = action(context)) {
      enrich.setInvalidateBy("users-changes");
      enrich.setCluster(
          new KafkaCluster() {
            @Override
            public Map<String, String> client() {
              return Map.of("bootstrap.servers", kafka.brokers());
            }

            @Override
            public String instance() {
              return "bench";
            }
          });
      enrich.init();
      producer.send(new ProducerRecord<>("users-changes", "0".getBytes(StandardCharsets.UTF_8), null)).get();
      double[] millis = new double[200];
      for (int i = 0; i < millis.length; i++) {
        plan(context, enrich);
        String plan = "new-" + i;
        try (Connection connection = app.getConnection(); var statement = connection.createStatement()) {
          statement.execute("update users set plan = '" + plan + "' where id = 1");
          connection.commit();
        }
        long told = System.nanoTime();
        producer.send(new ProducerRecord<>("users-changes", "1".getBytes(StandardCharsets.UTF_8), null));
        producer.flush();
        while (!plan(context, enrich).equals(plan)) {
          Thread.sleep(0, 200_000);
        }
        millis[i] = (System.nanoTime() - told) / 1e6;
      }
      Arrays.sort(millis);
      System.out.printf("{\"stale_ms_p50\": %.1f, \"stale_ms_p99\": %.1f, \"stale_ms_max\": %.1f}%n", millis[100], millis[198], millis[199]);
    }
  }

  private static String plan(DefaultCamelContext context, EnrichAction enrich) {
    StreamBatch batch = batch(List.of("{\"user_id\":1}".getBytes(StandardCharsets.UTF_8)));
    DefaultExchange exchange = new DefaultExchange(context);
    exchange.getMessage().setBody(batch);
    enrich.process(exchange);
    return (String) batch.all().get(0).value().get("plan");
  }

  private static EnrichAction enrich(DefaultCamelContext context) {
    EnrichAction enrich = action(context);
    enrich.init();
    return enrich;
  }

  private static EnrichAction action(DefaultCamelContext context) {
    EnrichAction enrich = new EnrichAction();
    enrich.setCamelContext(context);
    enrich.setDataSource("app");
    enrich.setTable("users");
    enrich.setKey("id");
    enrich.setBy("user_id");
    enrich.setSelect("email, segment, plan");
    enrich.setEnrichedAt("_enriched_at");
    enrich.setMisses("null");
    enrich.setRetryFor("30s");
    enrich.setMaxEntries("100000");
    enrich.setExpireAfter("10m");
    enrich.setMissExpireAfter("10s");
    return enrich;
  }

  private static HikariDataSource app(EmbeddedPostgres postgres) throws Exception {
    postgres.createDatabase("app");
    HikariConfig config = new HikariConfig();
    config.setJdbcUrl(postgres.jdbcUrl("app"));
    config.setUsername("postgres");
    config.setAutoCommit(false);
    HikariDataSource app = new HikariDataSource(config);
    try (Connection connection = app.getConnection(); var statement = connection.createStatement()) {
      statement.execute(
          "create table users as select i::bigint as id, 'user' || i || '@example.com' as email, 'segment-' || i % 7 as segment, 'plan-' || i % 3 as plan from generate_series(1, "
              + USERS
              + ") i");
      statement.execute("alter table users add primary key (id)");
      connection.commit();
    }
    return app;
  }

  private static List<byte[]> payloads(int records) {
    Random random = new Random(7);
    List<byte[]> payloads = new ArrayList<>(records);
    String[] types = {"view", "cart", "buy", "search"};
    for (int i = 0; i < records; i++) {
      String json =
          "{\"event_id\":\"%016x%016x\",\"user_id\":%d,\"type\":\"%s\",\"amount\":%d.%02d,\"currency\":\"EUR\",\"occurred_at\":\"2024-05-%02dT10:%02d:%02dZ\",\"session\":\"%016x\",\"page\":\"/catalogue/item/%d\",\"props\":{\"browser\":\"Firefox 126\",\"os\":\"Linux\",\"campaign\":\"spring-%d\"}}"
              .formatted(
                  random.nextLong(), random.nextLong(), 1 + random.nextInt(USERS), i % 100 == 1 ? "sell" : types[i % 4], random.nextInt(500), random.nextInt(100),
                  1 + i % 28, i % 60, i % 59, random.nextLong(), random.nextInt(100_000), random.nextInt(50));
      payloads.add((i % 100 == 2 ? json.substring(0, json.length() - 9) : json).getBytes(StandardCharsets.UTF_8));
    }
    return payloads;
  }

  private static StreamBatch batch(List<byte[]> payloads) {
    List<StreamRecord> records = new ArrayList<>(payloads.size());
    for (byte[] payload : payloads) {
      records.add(new StreamRecord(new ConsumerRecord<>("events", 0, records.size(), null, payload), StreamRecord.Decoder.JSON));
    }
    return new StreamBatch(records, new Nowhere());
  }

  /** Batches that come from nowhere and land nowhere. */
  private static final class Nowhere implements StreamBatch.Reading {
    @Override
    public String route() {
      return "bench";
    }

    @Override
    public PositionRange range(StreamBatch batch) {
      throw new UnsupportedOperationException();
    }

    @Override
    public String attempt() {
      return "1";
    }

    @Override
    public void bury(StreamBatch batch) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void land(StreamBatch batch, Iterable<ProducerRecord<byte[], byte[]>> output) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void landed(StreamBatch batch) {
      throw new UnsupportedOperationException();
    }
  }
}
