package io.caravan.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The shipped Kamelets, from a real PostgreSQL to a real object store. */
class TableToBronzeTest {
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
    return await().atMost(Duration.ofSeconds(30)).pollInterval(Duration.ofMillis(100));
  }

  private static void table(String name, int rows) {
    parts.sql(
        "create table %s (id bigint primary key, name text, amount numeric(10,2), updated_at timestamptz not null)".formatted(name),
        "insert into %s select i, 'name ' || i, i * 1.25, now() - interval '1 day' + i * interval '1 microsecond' from generate_series(1, %d) i".formatted(name, rows));
  }

  @Test
  void new_and_changed_rows_arrive_once_and_empty_windows_commit_nothing() {
    table("customers", 1000);
    try (var running = parts.run("table-to-bronze.camel.yaml", Map.of("table", "customers"), Map.of())) {
      soon().untilAsserted(() -> assertThat(parts.query("customers", "select count(*) from %s")).containsExactly("[1000]"));
      int commits = parts.bronze("customers").orElseThrow().history().size();
      parts.sql("update customers set name = 'changed', updated_at = now() where id <= 3", "insert into customers values (1001, 'new', null, now())");
      soon().untilAsserted(() -> assertThat(parts.query("customers", "select count(*) from %s")).containsExactly("[1004]"));
      assertThat(parts.bronze("customers").orElseThrow().history()).hasSizeLessThanOrEqualTo(commits + 2);
    }
    assertThat(parts.query("customers", "select count(distinct id), count(distinct _raw_hash), sum(amount) from %s where id <= 1000 and name <> 'changed'"))
        .containsExactly("[1000, 1000, 625625.00]");
    assertThat(parts.query("customers", "select distinct _source from %s")).containsExactly("[jdbc:app/public.customers]");
    assertThat(parts.bronze("customers").orElseThrow().position().parts()).containsOnlyKeys("jdbc:app/public.customers");
  }
}
