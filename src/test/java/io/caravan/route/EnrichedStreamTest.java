package io.caravan.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariDataSource;
import io.caravan.embedded.EmbeddedPostgres;
import io.caravan.engine.SqlSession;
import io.caravan.lake.LakeTable;
import io.caravan.lake.TableLayout;
import io.caravan.record.Column;
import io.caravan.record.ColumnType.Simple;
import io.caravan.record.Columns;
import io.caravan.record.DatasetName;
import io.caravan.record.ProjectException;
import io.caravan.stream.StreamStatus;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EnrichedStreamTest {
  @TempDir static Path folder;
  private static StreamParts parts;
  private static EmbeddedPostgres postgres;
  private static HikariDataSource app;

  @BeforeAll
  static void start() {
    parts = new StreamParts(folder);
    postgres = EmbeddedPostgres.start(folder.resolve("postgres"));
    postgres.createDatabase("app");
    app = BronzeParts.pool(postgres.jdbcUrl("app"));
    app.setConnectionTimeout(300);
    sql(
        "create table users (id bigint primary key, email text, plan text, rate numeric(6, 2), seen timestamptz, tags text[], settings jsonb, \"Odd \"\"name\" int, kind char(3))",
        "insert into users values (1, 'ann@example.com', 'pro', 1.10, '2024-05-01 12:00:00+02', array['a', null], '{\"dark\": true, \"n\": 1.50}', 7, 'x')",
        "insert into users values (2, 'bob@example.com', null, null, null, null, null, null, 'y')",
        "create table visits (user_id bigint, page text)",
        "insert into visits values (1, '/'), (1, '/cart')");
  }

  @AfterAll
  static void stop() {
    app.close();
    postgres.close();
    parts.close();
  }

  private static void sql(String... statements) {
    for (String each : statements) {
      try (Connection connection = app.getConnection();
          var statement = connection.createStatement()) {
        statement.execute(each);
        connection.commit();
      } catch (SQLException e) {
        throw new AssertionError(each, e);
      }
    }
  }

  private static void topics(String name) {
    Arrays.asList("", "-enriched", "-dlq", "-changes").forEach(end -> parts.topic(name + end, 1));
  }

  private static StreamParts.Running run(String topic, String... properties) {
    Map<String, String> all = new HashMap<>(Map.of("topic", topic));
    for (int i = 0; i < properties.length; i += 2) {
      all.put(properties[i], properties[i + 1]);
    }
    return parts.run("enriched-stream.camel.yaml", all, Map.of("app", app));
  }

  private static String event(Object user) {
    return "{\"user\":{\"id\":%s}}".formatted(user);
  }

  private static void awaitHandled(StreamParts.Running running, long records) {
    await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> running.streams.of("enriched").orElseThrow().in() == records);
  }

  @Test
  void columns_become_fields_exactly_as_the_database_has_them() {
    topics("exact");
    parts.send("exact", event(1), event("\"2\""), event(3), event("\"x\""), "{}", null);
    try (var running = run("exact", "select", "email,plan,rate,seen,tags,settings,Odd \"name")) {
      awaitHandled(running, 6);
    }
    String nobody =
        "\"email\":null,\"plan\":null,\"rate\":null,\"seen\":null,\"tags\":null,\"settings\":null,\"Odd \\\"name\":null}";
    assertThat(parts.read("exact-enriched"))
        .extracting(
            r ->
                r.value() == null
                    ? null
                    : new String(r.value(), java.nio.charset.StandardCharsets.UTF_8))
        .containsExactly(
            "{\"user\":{\"id\":1},\"email\":\"ann@example.com\",\"plan\":\"pro\",\"rate\":1.10,\"seen\":\"2024-05-01T10:00:00Z\",\"tags\":[\"a\",null],\"settings\":{\"n\": 1.50, \"dark\": true},\"Odd \\\"name\":7}",
            "{\"user\":{\"id\":\"2\"},\"email\":\"bob@example.com\","
                + nobody.substring(nobody.indexOf("\"plan\"")),
            "{\"user\":{\"id\":3}," + nobody,
            "{\"user\":{\"id\":\"x\"}," + nobody,
            "{" + nobody,
            null);
    assertThat(parts.texts("exact-dlq")).isEmpty();
  }

  @Test
  void a_key_is_asked_for_once_and_then_remembered_until_a_change_of_it_is_heard() {
    topics("changing");
    sql("insert into users values (10, 'cat@example.com', 'free')");
    try (var running = run("changing")) {
      StreamStatus status = running.streams.of("enriched").orElseThrow();
      parts.send("changing", event(10), event(1), event(10), event(99));
      awaitHandled(running, 4);
      assertThat(status.lookups().get("app.users"))
          .extracting(l -> l.records(), l -> l.read(), l -> l.missed())
          .containsExactly(4L, 3L, 1L);

      sql("update users set plan = 'pro' where id = 10");
      parts.send("changing", event(10), event(99));
      awaitHandled(running, 6);
      assertThat(status.lookups().get("app.users").read()).isEqualTo(3);
      assertThat(status.lookups().get("app.users").oldest()).isPositive();

      for (String key :
          List.of("10", "\"10\"", "{\"id\": 10}", "{\"schema\": {}, \"payload\": {\"id\": 10}}")) {
        long before = status.in();
        parts.producer.send(new ProducerRecord<>("changing-changes", StreamParts.bytes(key), null));
        parts.producer.flush();
        long read = status.lookups().get("app.users").read();
        await()
            .atMost(Duration.ofSeconds(20))
            .until(
                () -> {
                  parts.send("changing", event(10));
                  return status.lookups().get("app.users").read() == read + 1;
                });
        assertThat(status.in()).isGreaterThanOrEqualTo(before);
      }
    }
    List<String> landed = parts.texts("changing-enriched");
    assertThat(landed.get(4)).contains("free");
    assertThat(landed.get(landed.size() - 1)).contains("\"plan\":\"pro\"");
  }

  @Test
  void a_record_without_a_row_dies_where_the_route_says_so() {
    topics("dead");
    parts.send("dead", event(1), event(98), "{\"user\":{}}", event(2));
    try (var running = run("dead", "misses", "dead")) {
      awaitHandled(running, 4);
    }
    assertThat(parts.texts("dead-enriched")).hasSize(2);
    assertThat(parts.texts("dead-dlq"))
        .satisfiesExactly(
            one ->
                assertThat(one)
                    .contains(
                        "\"error\":\"Cannot find user.id '98' in app.users.\"",
                        "\"cause\":\"lookup\",\"step\":\"enrich-action\""),
            one ->
                assertThat(one)
                    .contains("Cannot look up in app.users: the record has no 'user.id'."));
  }

  @Test
  void a_batch_waits_for_a_row_that_comes_late_and_not_for_ever_for_one_that_does_not() {
    topics("late");
    parts.send("late", event(1), event(20), event(21));
    try (var running = run("late", "misses", "retry", "retryFor", "3s")) {
      StreamStatus status = running.streams.of("enriched").orElseThrow();
      await().until(() -> status.trouble().isPresent());
      assertThat(status.trouble().orElseThrow().reason())
          .startsWith("Waiting for 2 rows of app.users, for example with key 2");
      assertThat(status.trouble().orElseThrow().stopped()).isFalse();
      sql("insert into users values (20, 'late@example.com', 'free')");
      awaitHandled(running, 3);
    }
    assertThat(parts.texts("late-enriched")).hasSize(2).last().asString().contains("late@example");
    assertThat(parts.texts("late-dlq"))
        .singleElement()
        .asString()
        .contains("Cannot find user.id '21' in app.users.");
  }

  @Test
  void while_the_database_does_not_answer_the_batch_waits_and_nothing_dies() throws SQLException {
    topics("down");
    try (Connection admin =
        DriverManager.getConnection(postgres.jdbcUrl("postgres"), "postgres", "")) {
      allow(admin, false);
      parts.send("down", event(1), event(2));
      try (var running = run("down")) {
        StreamStatus status = running.streams.of("enriched").orElseThrow();
        await().until(() -> status.trouble().isPresent());
        assertThat(status.trouble().orElseThrow().reason())
            .startsWith("Cannot ask data source 'app'");
        allow(admin, true);
        awaitHandled(running, 2);
      } finally {
        allow(admin, true);
      }
    }
    assertThat(parts.texts("down-enriched")).hasSize(2).first().asString().contains("ann@");
    assertThat(parts.texts("down-dlq")).isEmpty();
  }

  private static void allow(Connection admin, boolean connections) throws SQLException {
    try (var statement = admin.createStatement()) {
      statement.execute("alter database app with allow_connections " + connections);
      if (!connections) {
        statement.execute(
            "select pg_terminate_backend(pid) from pg_stat_activity where datname = 'app'");
      }
    }
  }

  @Test
  void a_key_with_two_rows_stops_the_route_instead_of_taking_one_by_chance() {
    topics("twins");
    parts.send("twins", event(1));
    try (var running = run("twins", "table", "visits", "key", "user_id", "select", "page")) {
      StreamStatus status = running.streams.of("enriched").orElseThrow();
      await().until(() -> status.trouble().map(t -> t.stopped()).orElse(false));
      assertThat(status.trouble().orElseThrow().reason())
          .contains(
              "Cannot look up in visits: key user_id = 1 has several rows.",
              "Name a unique column as 'key'");
    }
    assertThat(parts.texts("twins-enriched")).isEmpty();
  }

  @Test
  void a_column_that_goes_while_the_route_runs_stops_it_by_name() {
    topics("gone");
    sql(
        "create table plans (id bigint primary key, name text)",
        "insert into plans values (1, 'a')");
    try (var running = run("gone", "table", "plans", "select", "name")) {
      parts.send("gone", event(1));
      awaitHandled(running, 1);
      sql("alter table plans rename column name to title");
      parts.send("gone", event(2));
      StreamStatus status = running.streams.of("enriched").orElseThrow();
      await().until(() -> status.trouble().map(t -> t.stopped()).orElse(false));
      assertThat(status.trouble().orElseThrow().reason())
          .contains("Cannot look up in app.plans: there is no column 'name'.");
    }
  }

  @Test
  void rows_of_the_lake_are_believed_until_their_table_has_a_new_snapshot() {
    topics("lake");
    DatasetName name = DatasetName.parse("silver.segments");
    LakeTable segments =
        parts.lake.lake.create(
            name,
            Columns.of(
                Column.optional("id", Simple.STRING),
                Column.optional("name", Simple.STRING),
                Column.optional("born", Simple.TIMESTAMPTZ)),
            TableLayout.PLAIN);
    append(
        segments,
        "SELECT 'a' AS id, 'it''s A' AS name, TIMESTAMPTZ '2024-01-01 00:00:00Z' AS born");
    try (var running =
        parts.run("enriched-by-lake.camel.yaml", Map.of("topic", "lake"), Map.of())) {
      parts.send("lake", "{\"segment\":\"a\"}", "{\"segment\":\"b'\"}");
      awaitHandled(running, 2);
      append(segments, "SELECT 'b''' AS id, 'B' AS name, NULL::TIMESTAMPTZ AS born");
      await()
          .atMost(Duration.ofSeconds(20))
          .until(
              () -> {
                parts.send("lake", "{\"segment\":\"b'\"}");
                List<String> landed = parts.texts("lake-enriched");
                return landed.get(landed.size() - 1).contains("\"name\":\"B\"");
              });
    }
    List<String> landed = parts.texts("lake-enriched");
    assertThat(landed.get(0))
        .matches(
            "\\{\"segment\":\\{\"name\":\"it's A\",\"born\":\"2024-01-01T00:00:00Z\"\\},\"_enriched_at\":\".*\"\\}");
    assertThat(landed.get(1)).startsWith("{\"segment\":null,");
    String time = landed.get(0).replaceAll(".*_enriched_at\":\"(.*)\"}", "$1");
    assertThat(Duration.between(Instant.parse(time), Instant.now()))
        .isLessThan(Duration.ofMinutes(1));
  }

  private static void append(LakeTable table, String rows) {
    try (SqlSession session = parts.lake.engine.session()) {
      table
          .change(LakeTable.MAIN)
          .add(
              session.write(
                  rows,
                  table.scan(LakeTable.MAIN).fields(),
                  table.dataLocation(),
                  "segments-" + table.history().size(),
                  List.of()))
          .commit();
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "select | email, plam | Cannot look up in app.users: there is no column 'plam'. | Did you mean 'plan'?",
        "key | idd | Cannot look up in app.users: there is no column 'idd'. | Did you mean 'id'?",
        "key | kind | Cannot look up in app.users by 'kind': it is character(3). | Name a unique column",
        "key | seen | Cannot look up in app.users by 'seen': it is timestamp with time zone. | Name a unique column",
        "table | user | Cannot find table 'user' in data source 'app'. | Did you mean 'users'?",
        "dataSource | ap | parameter 'dataSource' is wrong. | Did you mean 'app'?",
        "misses | drop | parameter 'misses' is wrong. | write null, dead or retry",
        "retryFor | soon | parameter 'retryFor' is wrong. | 500ms, 10s, 5m",
        "select | email, email | parameter 'select' is wrong. | Name each column once",
      })
  void a_slip_stops_the_route_from_starting_and_says_what_was_meant(
      String parameter, String value, String problem, String remedy) {
    assertThat(catchThrowable(() -> run("slips", parameter, value).close()))
        .rootCause()
        .isInstanceOf(ProjectException.class)
        .hasMessageContaining(problem)
        .hasMessageContaining(remedy)
        .hasMessageContaining("enriched-stream.camel.yaml");
  }

  @Test
  void a_change_topic_that_is_not_there_stops_the_route_and_says_what_was_meant() {
    parts.topic("unheard", 1);
    parts.topic("unheard-change", 1);
    parts.send("unheard", event(1));
    try (var running = run("unheard")) {
      StreamStatus status = running.streams.of("enriched").orElseThrow();
      await().until(() -> status.trouble().map(t -> t.stopped()).orElse(false));
      assertThat(status.trouble().orElseThrow().reason())
          .contains(
              "Cannot listen to changes of app.users: there is no topic 'unheard-changes'.",
              "Did you mean 'unheard-change'?");
    }
  }
}
