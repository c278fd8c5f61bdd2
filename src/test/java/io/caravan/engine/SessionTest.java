package io.caravan.engine;

import static io.caravan.engine.FolderLake.field;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.caravan.lake.Scan;
import io.caravan.record.ColumnType;
import io.caravan.record.ColumnType.Simple;
import io.caravan.record.DatasetName;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

class SessionTest extends EngineTest {
  private final List<Scan.Field> fields =
      List.of(field(1, "id", Simple.LONG), field(2, "name", Simple.STRING));

  @Test
  void a_written_query_is_read_back_under_its_name() {
    session.bind(
        USERS,
        FolderLake.scan(
            fields, write("SELECT i AS id, 'n' || i AS name FROM range(10) t(i)", fields, "a")));
    assertThat(session.query("SELECT * FROM silver.users WHERE id > 7 ORDER BY id").rows())
        .containsExactly(List.of(8L, "n8"), List.of(9L, "n9"));
  }

  @Test
  void a_table_without_files_is_empty_and_has_its_types() {
    session.bind(USERS, FolderLake.scan(fields, List.of()));
    assertThat(session.query("SELECT * FROM silver.users").rows()).isEmpty();
    assertThat(session.describe("FROM silver.users").list())
        .extracting(Object::toString)
        .containsExactly("id long", "name string");
  }

  @Test
  void binding_a_name_again_replaces_it() {
    session.bind(USERS, FolderLake.scan(fields, List.of()));
    session.bind(USERS, FolderLake.scan(fields, write("SELECT 1 AS id, 'x' AS name", fields, "a")));
    session.bindView(
        DatasetName.parse("gold.names"), "SELECT name FROM silver.users; -- all of them");
    assertThat(value("SELECT name FROM gold.names")).isEqualTo("x");
  }

  @Test
  void what_one_session_binds_another_does_not_see() {
    session.bindView(USERS, "SELECT 1 AS id");
    try (SqlSession other = engine.session()) {
      assertThatThrownBy(() -> other.query("SELECT * FROM silver.users"))
          .isInstanceOf(SqlFailure.class)
          .hasMessageContaining("users");
    }
  }

  @Test
  void an_error_names_the_place_in_the_users_own_sql_and_the_session_goes_on() {
    String sql = "SELECT id,\n  lowr(name) FROM (SELECT 1 AS id, 'x' AS name)";
    assertThatThrownBy(() -> session.describe(sql))
        .isInstanceOfSatisfying(SqlFailure.class, e -> assertThat(e.sql()).isEqualTo(sql))
        .hasMessageContaining("lowr")
        .hasMessageContaining("LINE 2:   lowr(name)");
    assertThat(value("SELECT 1")).isEqualTo(1);
  }

  @Test
  void a_missing_column_is_refused_with_the_near_one() {
    assertThatThrownBy(() -> write("SELECT 1 AS id, 'x' AS nam", fields, "a"))
        .isInstanceOf(SqlFailure.class)
        .hasMessageContaining("column 'name'")
        .hasMessageContaining("Did you mean 'nam'?");
  }

  @Test
  void a_null_in_a_required_column_is_refused_and_nothing_is_put() {
    List<Scan.Field> required = List.of(new Scan.Field(1, "id", Simple.LONG, true, ""));
    assertThatThrownBy(() -> write("SELECT unnest([1, NULL]) AS id", required, "a"))
        .isInstanceOf(SqlFailure.class)
        .hasMessageContaining("column 'id' must not be null, and is in 1 of them");
    assertThat(temp.resolve("lake")).doesNotExist();
  }

  @Test
  void a_query_without_rows_writes_no_file() {
    assertThat(write("SELECT 1 AS id, 'x' AS name WHERE false", fields, "a")).isEmpty();
  }

  @Test
  void columns_are_matched_by_name_whatever_their_order_and_case_and_others_are_left_out() {
    session.bind(
        USERS,
        FolderLake.scan(
            fields, write("SELECT 'x' AS NAME, true AS more, 7::UTINYINT AS Id", fields, "a")));
    assertThat(session.query("FROM silver.users").rows()).containsExactly(List.of(7L, "x"));
  }

  @Test
  void a_large_result_is_handed_out_row_by_row_until_the_reader_has_enough() {
    List<Object> seen = new ArrayList<>();
    session.stream(
        "SELECT i, 'x' AS x FROM range(1000000) t(i)",
        new RowConsumer() {
          @Override
          public void columns(io.caravan.record.Columns columns) {
            seen.addAll(columns.names());
          }

          @Override
          public boolean row(List<Object> values) {
            seen.add(values.get(0));
            return seen.size() < 5;
          }
        });
    assertThat(seen).containsExactly("i", "x", 0L, 1L, 2L);
    assertThat(value("SELECT 1")).isEqualTo(1);
  }

  @Test
  void initcap_is_there_and_time_is_utc() {
    session.execute("CREATE SCHEMA silver; USE silver");
    assertThat(value("SELECT INITCAP('anna-maria o''neil ÉVA')"))
        .isEqualTo("Anna-Maria O'Neil Éva");
    assertThat(value("SELECT '2026-01-01 00:00:00+02'::TIMESTAMPTZ::TIMESTAMP::VARCHAR"))
        .isEqualTo("2025-12-31 22:00:00");
    assertThat(value("SELECT typeof(CURRENT_TIMESTAMP)")).isEqualTo("TIMESTAMP WITH TIME ZONE");
  }

  @Test
  void hostile_names_stay_names() {
    List<Scan.Field> hostile =
        List.of(
            field(1, "a\"; DROP TABLE x; --", Simple.INT),
            field(2, "file_index", Simple.STRING),
            field(
                3,
                "it's",
                new ColumnType.Struct(
                    List.of(io.caravan.record.Column.optional("b\" c, d", Simple.INT)))));
    String query =
        "SELECT 1 AS \"a\"\"; DROP TABLE x; --\", 'f' AS file_index, {'b\" c, d': 5} AS \"it's\"";
    var files = write(query, hostile, "a", "file_index");
    session.bind(DatasetName.parse("silver.select"), FolderLake.scan(hostile, files));
    assertThat(session.query("FROM silver.\"select\"").rows())
        .containsExactly(List.of(1, "f", java.util.Map.of("b\" c, d", 5)));
    assertThat(session.describe("FROM silver.\"select\"").names())
        .containsExactly("a\"; DROP TABLE x; --", "file_index", "it's");
    assertThat(
            session.locate(
                FolderLake.scan(hostile, files), List.of("a\"; DROP TABLE x; --"), query))
        .hasSize(1);
  }

  @Test
  void the_folder_of_a_session_is_gone_when_it_is_closed() throws Exception {
    write("SELECT 1 AS id, 'x' AS name", fields, "a");
    session.close();
    try (var left = java.nio.file.Files.walk(temp.resolve("temp"))) {
      assertThat(left.filter(p -> p.getFileName().toString().startsWith("session-"))).isEmpty();
    }
  }

  @Test
  void files_on_another_disk_than_the_engines_are_read_too() throws Exception {
    Path memory = Path.of("/dev/shm");
    assumeTrue(Files.isWritable(memory), "no other disk here");
    Path other = Files.createTempDirectory(memory, "engine");
    EngineSettings there =
        new EngineSettings(256L << 20, 2, other, 1L << 30, 128L << 20, Duration.ZERO, List.of());
    try (DuckDbEngine elsewhere = new DuckDbEngine(there, lake);
        SqlSession reader = elsewhere.session()) {
      reader.bind(
          USERS, FolderLake.scan(fields, write("SELECT 1 AS id, 'x' AS name", fields, "a")));
      assertThat(reader.query("SELECT name FROM silver.users").rows())
          .containsExactly(List.of("x"));
    } finally {
      Files.deleteIfExists(other);
    }
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void the_unpacked_library_is_nothing_that_a_killed_process_could_leave() throws Exception {
    assertThat(value("SELECT 1")).isEqualTo(1);
    try (Stream<String> maps = Files.lines(Path.of("/proc/self/maps"))) {
      assertThat(maps.filter(line -> line.contains("libduckdb_java")))
          .isNotEmpty()
          .allMatch(line -> line.endsWith("(deleted)"));
    }
  }
}
