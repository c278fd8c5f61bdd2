package io.caravan.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.caravan.bronze.JdbcTable;
import io.caravan.bronze.TableRead;
import io.caravan.position.PositionDesk;
import io.caravan.position.Target;
import io.caravan.record.DatasetName;
import io.caravan.record.Place;
import io.caravan.runs.Interval;
import io.caravan.runs.Run;
import io.caravan.runs.RunHistory;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The shipped Kamelets, from a real PostgreSQL to a real object store. */
class TableToBronzeTest {
  private static final String ROUTES = "table-to-bronze.camel.yaml";
  @TempDir static Path folder;
  private static BronzeParts parts;

  @BeforeAll
  static void start() {
    parts = new BronzeParts(folder);
  }

  @AfterAll
  static void stop() {
    parts.close();
  }

  private static ConditionFactory soon() {
    return await().atMost(Duration.ofSeconds(60)).pollInterval(Duration.ofMillis(100));
  }

  private static BronzeParts.Running run(String table, String... properties) {
    Map<String, String> all = new HashMap<>(Map.of("table", table));
    for (int i = 0; i < properties.length; i += 2) {
      all.put(properties[i], properties[i + 1]);
    }
    return parts.run(ROUTES, all, Map.of());
  }

  private static void table(String name, int rows) {
    parts.sql(
        "create table %s (id bigint primary key, name text, amount numeric(10,2), updated_at timestamptz not null)"
            .formatted(name),
        "insert into %s select i, 'name ' || i, i * 1.25, now() - interval '1 day' + i * interval '1 microsecond' from generate_series(1, %d) i"
            .formatted(name, rows));
  }

  private static void untilCounted(String table, long rows) {
    soon()
        .untilAsserted(
            () ->
                assertThat(parts.query(table, "select count(*) from %s"))
                    .containsExactly("[" + rows + "]"));
  }

  @Test
  void new_and_changed_rows_arrive_once_and_empty_windows_commit_nothing() {
    table("customers", 1000);
    try (var running = run("customers")) {
      untilCounted("customers", 1000);
      int commits = parts.bronze("customers").orElseThrow().history().size();
      parts.sql(
          "update customers set name = 'changed', updated_at = now() where id <= 3",
          "insert into customers values (1001, 'new', null, now())");
      untilCounted("customers", 1004);
      assertThat(parts.bronze("customers").orElseThrow().history())
          .hasSizeLessThanOrEqualTo(commits + 2);
    }
    assertThat(
            parts.query(
                "customers",
                "select count(distinct id), count(distinct _raw_hash), sum(amount) from %s where id <= 1000 and name <> 'changed'"))
        .containsExactly("[1000, 1000, 625625.00]");
    assertThat(parts.query("customers", "select distinct _source from %s"))
        .containsExactly("[jdbc:app/public.customers]");
    assertThat(parts.bronze("customers").orElseThrow().position().parts())
        .containsOnlyKeys("jdbc:app/public.customers");
  }

  @Test
  void a_position_that_is_moved_back_brings_what_bronze_lacks_and_nothing_twice() {
    table("mended", 100);
    try (var running = run("mended")) {
      untilCounted("mended", 100);
      // Behind the watermark, where no window looks any more.
      parts.sql(
          "insert into mended values (101, 'late', 1, now() - interval '2 days')",
          "insert into mended values (102, 'new', 1, now())");
      untilCounted("mended", 101);
      PositionDesk desk = new PositionDesk(parts.lake, Map::of);
      assertThatThrownBy(() -> desk.set("bronze.mended", to("17"), false))
          .hasMessageContaining("the position so far is a time with zone");
      String back = Instant.now().minus(Duration.ofDays(3)).toString();
      assertThat(desk.set("bronze.mended", to(back), false))
          .singleElement()
          .satisfies(move -> assertThat(move.to()).isEqualTo(back));
      untilCounted("mended", 102);
      desk.set("bronze.mended", to("earliest"), false);
      parts.sql("insert into mended values (103, 'newest', 1, now())");
      untilCounted("mended", 103);
    }
    assertThat(parts.query("mended", "select count(distinct id) from %s")).containsExactly("[103]");
  }

  private static Target to(String watermark) {
    return new Target(null, null, null, watermark);
  }

  @Test
  void rows_with_equal_times_that_four_writers_commit_late_are_neither_missed_nor_doubled()
      throws Exception {
    table("late", 10);
    long seed = System.nanoTime();
    AtomicLong ids = new AtomicLong(1000);
    try (var running = run("late")) {
      ExecutorService writers = Executors.newFixedThreadPool(4);
      List<Future<?>> done = new ArrayList<>();
      for (int w = 0; w < 4; w++) {
        Random random = new Random(seed + w);
        done.add(writers.submit(() -> writeLate(random, ids)));
      }
      for (Future<?> each : done) {
        each.get();
      }
      writers.shutdown();
      soon()
          .untilAsserted(
              () ->
                  assertThat(parts.query("late", "select count(distinct id) from %s"))
                      .as("seed " + seed)
                      .containsExactly("[" + parts.count("select count(*) from late") + "]"));
    }
    assertThat(parts.query("late", "select count(*) - count(distinct _raw_hash) from %s"))
        .as("seed " + seed)
        .containsExactly("[0]");
  }

  /**
   * Transactions whose rows carry the time of their beginning and are committed while several
   * windows pass.
   */
  private static Void writeLate(Random random, AtomicLong ids) throws SQLException {
    for (int i = 0; i < 8; i++) {
      try (Connection connection = parts.app.getConnection();
          var statement = connection.createStatement()) {
        String at =
            "date_trunc('second', now()) - interval '%d seconds'".formatted(random.nextInt(5));
        for (int n = random.nextInt(20); n >= 0; n--) {
          statement.execute(
              "insert into late values (%d, 'last', 1, %s)".formatted(ids.incrementAndGet(), at));
        }
        statement.execute("select pg_sleep(%s)".formatted(random.nextDouble()));
        connection.commit();
      }
    }
    return null;
  }

  @Test
  void a_connection_cut_within_a_result_is_repeated_from_its_beginning() {
    table("cut", 60_000);
    try (var running = run("cut", "fileSize", "64KB")) {
      soon()
          .until(
              () ->
                  parts.count(
                          "select count(pg_terminate_backend(pid)) from pg_stat_activity where query like '%from \"public\".\"cut\"%' and pid <> pg_backend_pid()")
                      > 0);
      untilCounted("cut", 60_000);
      assertThat(running.ledger.history().runs(new RunHistory.Query("bronze.cut", null, 100)))
          .filteredOn(r -> r.failures() == 1)
          .extracting(Run::error)
          .isNotEmpty();
    }
    assertThat(
            parts.query(
                "cut",
                "select count(distinct id), count(distinct _batch_id), count(distinct _ingested_at) from %s"))
        .as("one commit, of the attempt that came to its end")
        .containsExactly("[60000, 1, 1]");
  }

  @Test
  void a_large_window_is_committed_in_chunks_and_goes_on_after_the_last_of_them() {
    table("chunks", 10_000);
    // Equal times across the borders of chunks.
    parts.sql("update chunks set updated_at = '2024-01-01 00:00:00Z' where id % 3 = 0");
    try (var running = run("chunks", "chunkRows", "1700", "lookback", "0")) {
      untilCounted("chunks", 10_000);
    }
    assertThat(
            parts.query("chunks", "select count(distinct id), count(distinct _batch_id) from %s"))
        .containsExactly("[10000, 6]");
    parts.sql("insert into chunks values (10001, 'after', 1, now())");
    try (var running = run("chunks", "chunkRows", "1700", "lookback", "0")) {
      untilCounted("chunks", 10_001);
    }
  }

  @Test
  void a_whole_number_can_be_the_watermark() {
    table("numbered", 100);
    try (var running = run("numbered", "watermark", "id", "lookback", "0")) {
      untilCounted("numbered", 100);
      parts.sql("insert into numbered values (101, 'next', 1, '2001-01-01')");
      untilCounted("numbered", 101);
    }
    assertThat(parts.bronze("numbered").orElseThrow().position().value("jdbc:app/public.numbered"))
        .contains("{\"by\":\"id\",\"until\":\"102\"}");
  }

  @Test
  void rows_without_a_watermark_arrive_once_too() {
    table("undated", 10);
    parts.sql(
        "alter table undated alter column updated_at drop not null",
        "insert into undated values (11, 'no time', 1, null)");
    try (var running = run("undated")) {
      untilCounted("undated", 11);
      parts.sql("insert into undated values (12, 'no time either', 1, null)");
      untilCounted("undated", 12);
      parts.sql("insert into undated values (13, 'now', 1, now())");
      untilCounted("undated", 13);
    }
  }

  @Test
  void a_table_follows_its_source_when_columns_come_go_are_renamed_widened_and_changed() {
    table("drifting", 2);
    try (var running = run("drifting")) {
      untilCounted("drifting", 2);
      parts.sql(
          "alter table drifting add column note text",
          "alter table drifting alter column amount type numeric(12,2)",
          "insert into drifting values (3, 'c', 1234567890.25, now(), 'noted')");
      untilCounted("drifting", 3);
      parts.sql(
          "alter table drifting rename column name to full_name",
          "alter table drifting drop column note",
          "insert into drifting values (4, 'd', 4, now())");
      soon()
          .untilAsserted(
              () ->
                  assertThat(parts.query("drifting", "select id from %s where id = 4")).hasSize(1));
      parts.sql(
          "alter table drifting alter column amount type numeric(16,4)",
          "insert into drifting values (5, 'e', 5.0625, now())");
      soon()
          .untilAsserted(
              () ->
                  assertThat(parts.query("drifting", "select id from %s where id = 5")).hasSize(1));
    }
    assertThat(
            parts.query(
                "drifting",
                "select id, name, full_name, amount, amount__decimal_16_4, note from %s where _ingested_at = (select max(_ingested_at) from %1$s) or id = 3 and note is not null order by id"))
        .contains("[5, null, e, null, 5.0625, null]", "[3, c, null, 1234567890.25, null, noted]");
  }

  @Test
  void a_frozen_table_refuses_rows_of_another_shape_and_loses_none() {
    table("frozen", 2);
    try (var running = run("frozen", "drift", "freeze")) {
      untilCounted("frozen", 2);
      parts.sql(
          "alter table frozen add column note text",
          "insert into frozen values (3, 'c', 3, now(), 'noted')");
      soon()
          .untilAsserted(
              () ->
                  assertThat(
                          running
                              .ledger
                              .history()
                              .runs(new RunHistory.Query("bronze.frozen", null, 100)))
                      .extracting(Run::error)
                      .contains(
                          "Cannot add rows to bronze.frozen: column 'note' (string) is new. Its drift policy is freeze."));
    }
    assertThat(parts.query("frozen", "select count(*) from %s")).containsExactly("[2]");
    try (var running = run("frozen")) {
      untilCounted("frozen", 3);
    }
    assertThat(parts.query("frozen", "select note from %s where id = 3"))
        .containsExactly("[noted]");
  }

  @Test
  void a_backfill_adds_what_bronze_lacks_and_leaves_the_position() {
    table("refilled", 5);
    try (var running = run("refilled", "lookback", "0")) {
      untilCounted("refilled", 5);
      parts.sql("insert into refilled values (6, 'back-dated', 6, '2024-01-01 12:00Z')");
      running
          .ledger
          .history()
          .requestBackfill(
              "bronze.refilled",
              Instant.parse("2024-01-01T11:59:59.700Z"),
              Instant.parse("2024-01-01T12:00:00.300Z"));
      untilCounted("refilled", 6);
      assertThat(parts.bronze("refilled").orElseThrow().position().parts().toString())
          .contains("\"backfills\":1")
          .doesNotContain("2024-01-01T12");
    }
    assertThat(parts.query("refilled", "select count(distinct id) from %s")).containsExactly("[6]");
  }

  @Test
  void a_window_never_ends_later_than_the_databases_own_clock() {
    table("clocked", 10);
    TableRead read =
        new TableRead(
            "app",
            "clocked",
            new DatasetName("bronze", "clocked"),
            "id",
            "updated_at",
            TableRead.lookback(Duration.ZERO, 0),
            ZoneOffset.UTC,
            Optional.empty(),
            0,
            1 << 20);
    JdbcTable table = new JdbcTable(read, Place.file("here"), parts.app, parts.lake, parts.engine);
    Instant ahead = Instant.now().plus(Duration.ofHours(1));

    OffsetDateTime until = (OffsetDateTime) table.open(ahead, "1").next().parameters().get(0);

    assertThat(until.toInstant()).isBefore(Instant.now().plusSeconds(1));
  }

  @Test
  void a_clock_that_goes_wrong_fires_nothing_twice_and_moves_no_position_back() {
    table("timed", 10);
    try (var running = run("timed")) {
      untilCounted("timed", 10);
      parts.clock.wrongBy(Duration.ofHours(1));
      parts.sql("insert into timed values (11, 'an hour ahead', 1, now())");
      untilCounted("timed", 11);
      parts.clock.wrongBy(Duration.ofHours(-1));
      parts.sql("insert into timed values (12, 'an hour behind', 1, now())");
      parts.clock.wrongBy(Duration.ofHours(24));
      parts.sql("update timed set name = 'a day ahead', updated_at = now() where id <= 3");
      untilCounted("timed", 15);
      assertThat(running.ledger.history().runs(new RunHistory.Query("bronze.timed", null, 10_000)))
          .extracting(Run::interval)
          .doesNotHaveDuplicates()
          .isSortedAccordingTo(Comparator.comparing(Interval::start).reversed());
    } finally {
      parts.clock.wrongBy(Duration.ZERO);
    }
    assertThat(parts.query("timed", "select count(distinct id), count(distinct _raw_hash) from %s"))
        .containsExactly("[12, 15]");
    // As times: in text, a whole second stands behind its fractions.
    List<Instant> reached =
        parts.bronze("timed").orElseThrow().history().stream()
            .map(snapshot -> snapshot.position().value("jdbc:app/public.timed").orElseThrow())
            .map(position -> Instant.parse(position.replaceAll(".*\"until\":\"([^\"]+)\".*", "$1")))
            .toList();
    assertThat(reached).hasSizeGreaterThan(2).isSortedAccordingTo(Comparator.reverseOrder());
    assertThat(parts.query("timed", "select distinct _ingested_at from %s"))
        .as("a time of its own for each commit")
        .hasSize(reached.size());
  }
}
