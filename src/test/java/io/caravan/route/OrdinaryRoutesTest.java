package io.caravan.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import io.caravan.record.ProjectException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.h2.jdbcx.JdbcConnectionPool;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OrdinaryRoutesTest {
  private static final String ROUTES = "ordinary-to-bronze.camel.yaml";
  @TempDir static Path folder;
  private static BronzeParts parts;
  private static JdbcConnectionPool h2;

  @BeforeAll
  static void start() throws SQLException {
    parts = new BronzeParts(folder);
    h2 = JdbcConnectionPool.create("jdbc:h2:mem:plain;DB_CLOSE_DELAY=-1", "sa", "");
    try (var connection = h2.getConnection();
        var statement = connection.createStatement()) {
      statement.execute(
          "create table things (id int primary key, price decimal(8,2), at timestamp(6), fine timestamp(9), zoned timestamp(6) with time zone, d date, t time(6), u uuid, b varbinary, ok boolean, words varchar array)");
      statement.execute(
          "insert into things values (1, 1.5, '2024-01-02 03:04:05.678901', '2024-01-02 03:04:05.678901234', '2024-01-02 03:04:05+02:00', '2024-02-29', '12:00:00.5', 'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11', x'00ff', true, array['a', 'b'])");
    }
  }

  @AfterAll
  static void stop() {
    h2.dispose();
    parts.close();
  }

  @Test
  void
      another_database_is_read_by_what_its_driver_says_and_maps_lists_and_json_of_any_route_arrive() {
    try (var running = parts.run(ROUTES, Map.of(), Map.of("h2", h2))) {
      await()
          .atMost(Duration.ofSeconds(60))
          .untilAsserted(
              () ->
                  assertThat(parts.query("plain", "select count(*) from %s"))
                      .containsExactly("[1]"));
      var template = running.context().createProducerTemplate();
      // A header that would steer the store, as it could come in by HTTP.
      Map<String, Object> forged =
          Map.of("CamelAwsS3Key", "elsewhere/x", "camelawss3operation", "deleteBucket");
      template.requestBodyAndHeaders(
          "direct:ordinary", "{\"id\": 1, \"tags\": [\"a\"], \"price\": 1.5}", forged);
      template.requestBody(
          "direct:ordinary",
          List.of(
              Map.of("id", 2, "day", LocalDate.of(2024, 2, 29)),
              Map.of("id", 3, "price", "cheap")));
      template.requestBody("direct:ordinary", "no json");
    }
    assertThat(
            parts.query(
                "plain",
                "select \"ID\", \"PRICE\", \"AT\"::varchar, \"FINE\", \"ZONED\"::varchar, \"D\"::varchar, \"T\"::varchar, \"U\"::varchar, \"B\"::varchar, \"OK\", \"WORDS\" from %s"))
        .containsExactly(
            "[1, 1.50, 2024-01-02 03:04:05.678901, 2024-01-02T03:04:05.678901234, 2024-01-02 01:04:05+00, 2024-02-29, 12:00:00.5, a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11, \\x00\\xFF, true, [a, b]]");
    assertThat(
            parts.query(
                "ordinary",
                "select id, tags, price, price__text, day::varchar, value from %s order by id nulls last"))
        .containsExactly(
            "[1, [\"a\"], 1.5, null, null, null]",
            "[2, null, null, null, 2024-02-29, null]",
            "[3, null, null, cheap, null, null]",
            "[null, null, null, null, null, no json]");
    assertThat(parts.query("ordinary", "select distinct _source from %s"))
        .containsExactly("[route:bronze.ordinary]");
  }

  @Test
  void mistakes_are_found_at_start_with_place_and_remedy() {
    parts.sql("create table orders (id bigint primary key, note text, updated_at timestamptz)");
    assertThat(mistake(Map.of("table", "ordres")))
        .contains(
            "table-to-bronze.camel.yaml",
            "Cannot find table 'ordres' in data source 'app'.",
            "Did you mean 'orders'?");
    assertThat(mistake(Map.of("table", "orders", "watermark", "update_at")))
        .contains("'update_at' as watermark of public.orders", "Did you mean 'updated_at'?");
    assertThat(mistake(Map.of("table", "orders", "watermark", "note")))
        .contains("Cannot use 'note' of public.orders as watermark: it is text.");
    assertThat(
            mistake(Map.of("table", "orders", "watermark", "id\" is null; drop table orders; --")))
        .contains("there is no such column");
    assertThat(mistake(Map.of("table", "orders", "lookback", "soon")))
        .contains("parameter 'lookback' is wrong", "Write numbers with units");
    assertThat(mistake(Map.of("table", "orders", "drift", "evolv")))
        .contains("Did you mean 'evolve'?");
    assertThat(mistake(Map.of("table", "orders", "fileSize", "12"))).contains("for example 32MB");
    assertThat(parts.count("select count(*) from orders")).isZero();
  }

  private static String mistake(Map<String, String> properties) {
    Throwable failure =
        catchThrowable(
            () ->
                parts
                    .run("table-to-bronze.camel.yaml", new TreeMap<>(properties), Map.of())
                    .close());
    while (failure != null && !(failure instanceof ProjectException)) {
      failure = failure.getCause();
    }
    return failure == null ? "no mistake found" : failure.getMessage();
  }
}
