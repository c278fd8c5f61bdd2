package io.caravan.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.caravan.lake.Scan;
import io.caravan.record.ColumnType.Simple;
import io.caravan.record.WorldException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SandboxTest extends EngineTest {
  private static final String HUGE =
      "SELECT count(DISTINCT a.i * 1000003 + b.i) FROM range(1000000) a(i), range(1000000) b(i)";

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT * FROM read_text('/etc/passwd')",
        "SELECT * FROM read_csv('/etc/passwd')",
        "SELECT * FROM glob('/etc/*')",
        "FROM '/etc/passwd'",
        "COPY (SELECT 1) TO '/tmp/out.parquet'",
        "ATTACH '/tmp/other.db'",
        "INSTALL httpfs",
        "LOAD '/tmp/evil.duckdb_extension'",
        "SELECT * FROM read_parquet('https://example.com/x.parquet')",
        "SET enable_external_access = true",
        "SET allowed_directories = ['/']",
        "SET lock_configuration = false",
        "SET memory_limit = '100GB'",
        "RESET memory_limit"
      })
  void a_statement_cannot_leave_its_session(String sql) {
    assertThatThrownBy(() -> session.execute(sql)).isInstanceOf(SqlFailure.class);
  }

  @Test
  void a_session_cannot_read_a_file_of_the_lake_that_was_not_bound_to_it() throws Exception {
    List<Scan.Field> fields = List.of(FolderLake.field(1, "id", Simple.LONG));
    Path file = lake.local(write("SELECT 1 AS id", fields, "a").get(0).location());
    assertThat(file).exists();
    assertThatThrownBy(() -> session.query("SELECT * FROM read_parquet('" + file + "')"))
        .isInstanceOf(SqlFailure.class);
    Path link =
        Files.createSymbolicLink(
            Path.of(((DuckDbSession) session).folder().toString(), "x.parquet"), file);
    assertThatThrownBy(() -> session.query("SELECT * FROM read_parquet('" + link + "')"))
        .isInstanceOf(SqlFailure.class);
  }

  @Test
  void a_statement_that_needs_more_than_its_memory_and_disk_fails_alone() {
    EngineSettings tight =
        new EngineSettings(
            64L << 20, 2, temp.resolve("temp"), 16L << 20, 128L << 20, Duration.ZERO, List.of());
    try (DuckDbEngine small = new DuckDbEngine(tight, lake);
        SqlSession poor = small.session()) {
      assertThatThrownBy(
              () -> poor.query("SELECT md5(i::VARCHAR) AS m FROM range(20000000) t(i) ORDER BY m"))
          .isInstanceOf(WorldException.class)
          .hasMessageStartingWith(
              "Cannot run a statement: it needs more than the 64 MB of memory and 16 MB of disk")
          .hasMessageContaining("Raise caravan.engine.memory or caravan.engine.spill");
      assertThat(poor.query("SELECT 1").rows()).hasSize(1);
    }
  }

  @Test
  void a_statement_is_stopped_after_its_longest_run() {
    EngineSettings hasty =
        new EngineSettings(
            256L << 20,
            2,
            temp.resolve("temp"),
            1L << 30,
            128L << 20,
            Duration.ofSeconds(1),
            List.of());
    try (DuckDbEngine quick = new DuckDbEngine(hasty, lake);
        SqlSession impatient = quick.session()) {
      assertThatThrownBy(() -> impatient.query(HUGE))
          .isInstanceOf(WorldException.class)
          .hasMessageContaining("longest run of PT1S");
      assertThat(impatient.query("SELECT 1").rows()).hasSize(1);
    }
  }

  @Test
  void a_statement_is_stopped_from_another_thread() {
    CompletableFuture<?> running = CompletableFuture.runAsync(() -> session.query(HUGE));
    org.awaitility.Awaitility.await()
        .until(
            () -> {
              session.cancel();
              return running.isDone();
            });
    assertThatThrownBy(() -> running.get(10, TimeUnit.SECONDS))
        .hasRootCauseInstanceOf(java.sql.SQLException.class)
        .hasCauseInstanceOf(WorldException.class);
  }

  @Test
  void a_garbled_file_is_refused_by_its_name_in_the_lake() throws Exception {
    List<Scan.Field> fields = List.of(FolderLake.field(1, "id", Simple.LONG));
    var files = write("SELECT 1 AS id", fields, "a");
    Files.write(lake.local(files.get(0).location()), new byte[100]);
    assertThatThrownBy(
            () -> {
              session.bind(USERS, FolderLake.scan(fields, files));
              session.query("FROM silver.users");
            })
        .hasMessageContaining("s3://lake/silver/users/a.parquet");
  }

  @Test
  void folders_of_killed_engines_are_deleted_and_those_of_living_ones_are_not() throws Exception {
    Path dead = Files.createDirectories(temp.resolve("temp/engine-dead"));
    Files.createFile(dead.resolve("lock"));
    Files.createFile(dead.resolve("file-1.parquet"));
    new DuckDbEngine(settings(), lake).close();
    assertThat(dead).doesNotExist();
    assertThat(session.query("SELECT 1").rows()).hasSize(1);
    assertThat(((DuckDbSession) session).folder()).exists();
  }
}
