package io.caravan.bronze;

import static org.assertj.core.api.Assertions.assertThat;

import io.caravan.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

class PostgresTypesTest {
  @TempDir static Path folder;
  private static EmbeddedPostgres postgres;
  private static Connection connection;

  @BeforeAll
  static void start() throws SQLException {
    postgres = EmbeddedPostgres.start(folder.resolve("postgres"));
    connection =
        DriverManager.getConnection(
            postgres.jdbcUrl("postgres"), postgres.user(), postgres.password());
    run("create type mood as enum ('sad', 'happy')");
    run("create domain price as numeric(8,3) check (value >= 0)");
    run("create type spot as (id int, label text)");
  }

  @AfterAll
  static void stop() throws SQLException {
    connection.close();
    postgres.close();
  }

  @TestFactory
  @SuppressWarnings("unchecked")
  Stream<DynamicTest> every_common_type_arrives_without_a_loss() throws IOException {
    try (InputStream yaml = getClass().getResourceAsStream("/spec/postgres-types.yaml")) {
      List<Map<String, Object>> cases =
          (List<Map<String, Object>>)
              new Load(LoadSettings.builder().build()).loadFromInputStream(yaml);
      return cases.stream()
          .map(c -> DynamicTest.dynamicTest(c.get("type").toString(), () -> check(c)));
    }
  }

  @SuppressWarnings("unchecked")
  private static void check(Map<String, Object> spec) throws SQLException {
    run("drop table if exists typed");
    run("create table typed (n int, v %s)".formatted(spec.get("type")));
    List<String> values = (List<String>) spec.get("values");
    for (int i = 0; i < values.size(); i++) {
      run("insert into typed values (%d, %s)".formatted(i, values.get(i)));
    }
    Read read = read("typed", "n");
    assertThat(read.table().columns().get(1).type()).hasToString(spec.get("lake").toString());
    List<Integer> skips = (List<Integer>) spec.getOrDefault("skips", List.of());
    List<String> found = ParquetBytes.read(read.parquet(), folder, "v");
    List<String> wanted = (List<String>) spec.get("reads");
    for (int i = 0; i < wanted.size(); i++) {
      if (!skips.contains(i)) {
        assertThat(found.get(i))
            .as("%s of %s", values.get(i), spec.get("type"))
            .isEqualTo(wanted.get(i));
      }
    }
  }

  @Test
  void a_value_that_its_type_cannot_hold_is_kept_as_text_in_a_column_beside() throws SQLException {
    run("drop table if exists odd");
    run("create table odd (n int, amount numeric(10,2), matrix int[])");
    run(
        "insert into odd values (1, 1.5, '{1,2}'), (2, 'NaN', '{{1,2},{3,4}}'), (3, 2.5, '[0:1]={7,8}')");
    Read read = read("odd", "n");
    assertThat(
            ParquetBytes.read(
                read.parquet(),
                folder,
                "[amount::varchar, amount__text, matrix::varchar, matrix__text]"))
        .containsExactly("[NULL, NaN, NULL, '{{1,2},{3,4}}']", "[2.50, NULL, NULL, '[0:1]={7,8}']");
    assertThat(read.batches()).as("a file for the rows before the first misfit").isEqualTo(2);
  }

  @Test
  void names_that_only_quotes_can_hold_are_read_as_they_are() throws SQLException {
    run("drop schema if exists \"My Schema\" cascade");
    run("create schema \"My Schema\"");
    run(
        "create table \"My Schema\".\"a\"\"; drop table x\" (\"my col\" int, \"Größe\" text, \"x:#y\" text)");
    run("insert into \"My Schema\".\"a\"\"; drop table x\" values (1, 'L', 'z')");
    Read read = read("My Schema.a\"; drop table x", "my col");
    assertThat(ParquetBytes.read(read.parquet(), folder, "\"my col\" || \"Größe\" || \"x:#y\""))
        .containsExactly("1Lz");
  }

  @Test
  void the_hash_of_a_row_is_the_same_whichever_way_it_was_read() throws SQLException {
    run("drop table if exists hashed");
    run("create table hashed (id bigint, name text, price numeric(10,2), at timestamptz)");
    run("insert into hashed values (7, 'Zoë', -1.50, '2024-01-02 03:04:05.678901Z')");
    String before = ParquetBytes.read(read("hashed", "id").parquet(), folder, "_raw_hash").get(0);
    run("alter table hashed add column note text");
    run("alter table hashed alter column price type numeric(20,2)");
    run("set timezone = 'Asia/Kolkata'");
    String after = ParquetBytes.read(read("hashed", "id").parquet(), folder, "_raw_hash").get(0);
    run("reset timezone");
    // Computed by another program from the description in docs/design/0002-raw-hash.md.
    assertThat(before)
        .isEqualTo("b1f7a4d6f09cc537ff3ae492d36d824e52b2cedf2f99c773e7636434efbb5ffd")
        .isEqualTo(after);
  }

  private record Read(SourceTable table, byte[] parquet, int batches) {}

  /** Reads as the source does; gives the last file. */
  private static Read read(String name, String orderBy) throws SQLException {
    Dialect dialect = Dialect.of(connection);
    SourceTable table = dialect.find(connection, name).orElseThrow();
    String sql =
        "select "
            + table.columns().stream()
                .map(SourceColumn::expression)
                .collect(Collectors.joining(", "))
            + " from "
            + dialect.quote(table.schema())
            + "."
            + dialect.quote(table.name())
            + " order by "
            + dialect.quote(orderBy);
    try (var statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      var columns =
          new io.caravan.record.Columns(
              table.columns().stream().map(SourceColumn::column).toList());
      List<Object[]> raw = new ArrayList<>();
      RawRow row = null;
      while (rows.next()) {
        row = row == null ? new RawRow(rows) : row;
        raw.add(row.take());
      }
      Iterator<Object[]> each = raw.iterator();
      var load = io.caravan.bronze.Load.atLeastOnce("test", "");
      RowBatches batches = new RowBatches(each, columns, load, new FileSize(1 << 20), r -> true);
      byte[] last = null;
      int count = 0;
      for (; batches.hasNext(); count++) {
        last = ParquetBytes.write(batches.next());
      }
      return new Read(table, last, count);
    }
  }

  private static void run(String sql) throws SQLException {
    try (var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
