package io.caravan.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import io.caravan.model.Models;
import io.caravan.model.ProjectSettings;
import io.caravan.record.DatasetName;
import io.caravan.record.ProjectException;
import io.caravan.registry.Registry;
import io.caravan.registry.RegistryServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TopicToTableTest {
  private static final String ROUTES = "topic-to-table.camel.yaml";
  private static final String DECLARED =
      """
      version: 2
      sources:
        - name: silver
          tables:
            - name: typed
              columns: &columns
                - name: id
                  data_type: bigint
                  data_tests: [not_null]
                - name: plan
                  data_type: varchar
                  meta: {caravan: {from: user.plan}}
                - {name: price, data_type: "decimal(10, 2)"}
                - {name: at, data_type: timestamptz}
                - {name: tags, data_type: "varchar[]"}
            - {name: avro, columns: *columns}
            - name: merged
              columns: &versioned
                - {name: id, data_type: bigint, data_tests: [not_null]}
                - {name: version, data_type: bigint}
                - {name: text, data_type: varchar}
            - name: untyped
              columns:
                - name: id
            - name: oddly
              columns:
                - {name: id, data_type: wholenumber}
      """;
  @TempDir static Path folder;
  private static StreamParts parts;
  private static Models models;

  @BeforeAll
  static void start() throws IOException {
    parts = new StreamParts(folder);
    Path project = folder.resolve("project");
    Files.createDirectories(project.resolve("models"));
    Files.writeString(
        project.resolve("dbt_project.yml"),
        "name: streams\nversion: '1.0'\nconfig-version: 2\nprofile: caravan\n");
    Files.writeString(project.resolve("models/sources.yml"), DECLARED);
    models =
        new Models(
            project,
            ProjectSettings.usual(),
            parts.lake.lake,
            parts.lake.engine,
            Clock.systemUTC());
  }

  @AfterAll
  static void stop() {
    parts.close();
  }

  private static StreamParts.Running run(Map<String, String> properties) {
    return parts.run(ROUTES, properties, Map.of("models", models));
  }

  private static List<String> query(String table, String sql) {
    return parts.lake.query(new DatasetName("silver", table), sql);
  }

  private static void awaitHandled(StreamParts.Running running, long records) {
    await()
        .atMost(Duration.ofSeconds(40))
        .until(() -> running.streams.of("silver.accounts").orElseThrow().in() == records);
  }

  @Test
  void avro_by_a_schema_registry_lands_with_its_types_and_waits_for_the_registry()
      throws Exception {
    Schema schema =
        new Schema.Parser()
            .parse(
                """
                {"type": "record", "name": "Account", "fields": [
                  {"name": "id", "type": "long"},
                  {"name": "user", "type": {"type": "record", "name": "User", "fields": [
                    {"name": "plan", "type": {"type": "enum", "name": "Plan", "symbols": ["pro"]}}]}},
                  {"name": "price", "type": {"type": "bytes", "logicalType": "decimal", "precision": 10, "scale": 2}},
                  {"name": "at", "type": {"type": "long", "logicalType": "timestamp-micros"}},
                  {"name": "tags", "type": {"type": "array", "items": "string"}}]}""");
    parts.topic("avro", 1);
    parts.topic("avro-dlq", 1);
    try (RegistryServer server = new RegistryServer()) {
      server.schema(300, "AVRO", schema.toString());
      server.close();
      parts.registry = new Registry(server.settings());
      parts.producer.send(new ProducerRecord<>("avro", account(schema, 300)));
      parts.producer.send(new ProducerRecord<>("avro", account(schema, 301)));
      parts.send("avro", "{\"id\": 3}");
      try (var running = run(Map.of("topic", "avro", "table", "silver.avro", "format", "avro"))) {
        var status = running.streams.of("silver.accounts").orElseThrow();
        await()
            .atMost(Duration.ofSeconds(30))
            .until(() -> status.trouble().map(t -> t.reason()).orElse("").contains("registry"));
        assertThat(status.trouble().orElseThrow().stopped()).isFalse();
        server.start();
        awaitHandled(running, 3);
        assertThat(status.dead()).isEqualTo(2);
      }
    }
    assertThat(query("avro", "select id, plan, price, \"at\"::varchar, tags from %s"))
        .containsExactly("[1, pro, 12.34, 2026-01-31 13:00:00.123456+00, [a, b]]");
    assertThat(parts.texts("avro-dlq"))
        .satisfiesExactly(
            letter ->
                assertThat(letter)
                    .contains("Cannot find schema 301 in the schema registry", "\"base64\""),
            letter -> assertThat(letter).contains("does not begin with a zero byte"));
  }

  private static byte[] account(Schema schema, int id) throws IOException {
    GenericData.Record account = new GenericData.Record(schema);
    account.put("id", 1L);
    Schema userSchema = schema.getField("user").schema();
    GenericData.Record user = new GenericData.Record(userSchema);
    user.put("plan", new GenericData.EnumSymbol(userSchema.getField("plan").schema(), "pro"));
    account.put("user", user);
    account.put("price", ByteBuffer.wrap(new java.math.BigInteger("1234").toByteArray()));
    account.put("at", 1769864400123456L);
    account.put("tags", List.of("a", "b"));
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(0);
    out.write(ByteBuffer.allocate(4).putInt(id).array());
    BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(out, null);
    new GenericDatumWriter<>(schema).write(account, encoder);
    encoder.flush();
    return out.toByteArray();
  }

  @Test
  void a_format_that_needs_a_registry_is_refused_without_one() {
    parts.registry = null;
    assertThat(
            catchThrowable(
                () -> run(Map.of("topic", "avro", "table", "silver.avro", "format", "protobuf"))))
        .hasRootCauseInstanceOf(ProjectException.class)
        .rootCause()
        .hasMessageContaining("Protobuf needs a schema registry: set caravan.kafka.registry.url");
  }

  @Test
  void values_are_cast_as_a_model_would_and_a_record_that_does_not_fit_dies_alone() {
    parts.topic("typed", 1);
    parts.topic("typed-dlq", 1);
    parts.send(
        "typed",
        """
        {"id": 1, "user": {"plan": "pro"}, "price": 12.345, "at": "2024-01-02T03:04:05.678901+02:00", "tags": ["a", "b"], "more": 1}""",
        "{\"id\": \"2\", \"price\": null}",
        "{\"id\": \"two\", \"price\": \"cheap\"}",
        "{\"price\": 1}",
        "no json");
    try (var running = run(Map.of("topic", "typed", "table", "silver.typed"))) {
      awaitHandled(running, 5);
      assertThat(running.streams.of("silver.accounts").orElseThrow().dead()).isEqualTo(3);
    }
    assertThat(
            query(
                "typed",
                "select id, plan, price, \"at\"::varchar, tags, _topic, _partition, _offset, _ingested_at is not null from %s order by id"))
        .containsExactly(
            "[1, pro, 12.35, 2024-01-02 01:04:05.678901+00, [a, b], typed, 0, 0, true]",
            "[2, null, null, null, null, typed, 0, 1, true]");
    assertThat(parts.texts("typed-dlq"))
        .satisfiesExactly(
            letter ->
                assertThat(letter)
                    .contains(
                        "Cannot keep 'two' as id: it is no bigint. Cannot keep 'cheap' as price: it is no decimal(10, 2)."),
            letter -> assertThat(letter).contains("Cannot go without id: it is null or not there."),
            letter -> assertThat(letter).contains("\"cause\":\"parse\""));
  }

  @Test
  void of_each_key_the_greatest_version_stays_whatever_the_order_and_the_batches() {
    parts.topic("merged", 2);
    Random random = new Random(7);
    Map<Long, Long> newest = new TreeMap<>();
    String[] texts = new String[400];
    for (int i = 0; i < texts.length; i++) {
      long id = random.nextInt(40);
      long version = random.nextInt(1_000_000);
      newest.merge(id, version, Math::max);
      texts[i] = "{\"id\":%d,\"version\":%d,\"text\":\"v%d\"}".formatted(id, version, version);
    }
    parts.send("merged", texts);
    try (var running =
        run(
            Map.of(
                "topic",
                "merged",
                "table",
                "silver.merged",
                "key",
                "id",
                "version",
                "version",
                "batchRecords",
                "37"))) {
      awaitHandled(running, 400);
    }
    assertThat(query("merged", "select id, version, text from %s order by id"))
        .containsExactlyElementsOf(
            newest.entrySet().stream()
                .map(e -> "[%1$d, %2$d, v%2$d]".formatted(e.getKey(), e.getValue()))
                .toList());
  }

  @Test
  void mistakes_are_told_when_the_route_is_made() {
    assertThat(mistake(Map.of("table", "silver.unheard")))
        .contains("nobody says which columns silver.unheard has", "sources: - name: silver");
    assertThat(mistake(Map.of("table", "silver.untyped")))
        .contains("sources.yml", "Cannot use column 'id' as a contract: it says no type.");
    assertThat(mistake(Map.of("table", "silver.oddly")))
        .contains("sources.yml", "wholenumber", "Write types of the SQL engine");
    assertThat(mistake(Map.of("table", "silver.merged", "key", "idd")))
        .contains("silver.merged has no column 'idd'. Did you mean 'id'?");
    assertThat(mistake(Map.of("table", "silver.merged", "version", "version")))
        .contains("Rows are merged by a key");
  }

  private static String mistake(Map<String, String> properties) {
    Map<String, String> all = new TreeMap<>(properties);
    all.put("topic", "none");
    Throwable failure = catchThrowable(() -> run(all).close());
    while (failure != null && !(failure instanceof ProjectException)) {
      failure = failure.getCause();
    }
    return failure == null ? "no mistake found" : failure.getMessage();
  }

  @Test
  void a_batch_without_a_single_fitting_record_still_moves_on() {
    parts.topic("allbad", 1);
    parts.topic("allbad-dlq", 1);
    parts.send("allbad", IntStream.range(0, 20).mapToObj(i -> "bad" + i).toArray(String[]::new));
    try (var running = run(Map.of("topic", "allbad", "table", "silver.typed"))) {
      await()
          .atMost(Duration.ofSeconds(40))
          .until(() -> running.streams.of("silver.accounts").orElseThrow().dead() == 20);
    }
    assertThat(parts.texts("allbad-dlq")).hasSize(20);
  }
}
