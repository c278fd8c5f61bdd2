package io.caravan.engine;

import static io.caravan.engine.FolderLake.field;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.caravan.lake.Scan;
import io.caravan.lake.StagedFile;
import io.caravan.record.Column;
import io.caravan.record.ColumnType;
import io.caravan.record.ColumnType.Simple;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class TypesTest extends EngineTest {
  private static final ColumnType ADDRESS =
      new ColumnType.Struct(
          List.of(
              Column.optional("street", Simple.STRING),
              Column.optional("tags", new ColumnType.ListOf(Simple.INT))));

  /** Type, SQL of a value, and the value as it comes back. */
  static Stream<Arguments> values() {
    return Stream.of(
        Arguments.of(Simple.BOOLEAN, "true", true),
        Arguments.of(Simple.INT, "-5", -5),
        Arguments.of(Simple.LONG, "9223372036854775807", Long.MAX_VALUE),
        Arguments.of(Simple.FLOAT, "1.5", 1.5f),
        Arguments.of(Simple.DOUBLE, "-0.1", -0.1),
        Arguments.of(Simple.DATE, "'0001-02-03'", LocalDate.of(1, 2, 3)),
        Arguments.of(Simple.TIME, "'23:59:59.999999'", LocalTime.of(23, 59, 59, 999_999_000)),
        Arguments.of(
            Simple.TIMESTAMP,
            "'2026-03-29 02:30:00.123456'",
            LocalDateTime.of(2026, 3, 29, 2, 30, 0, 123_456_000)),
        Arguments.of(
            Simple.TIMESTAMPTZ,
            "'2026-03-29 02:30:00.123456+02'",
            Instant.parse("2026-03-29T00:30:00.123456Z")),
        Arguments.of(Simple.STRING, "'žluťoučký'", "žluťoučký"),
        Arguments.of(
            Simple.UUID,
            "'f2132c56-bbe9-4d41-97c9-4be0f0f81a3f'",
            UUID.fromString("f2132c56-bbe9-4d41-97c9-4be0f0f81a3f")),
        Arguments.of(new ColumnType.Decimal(4, 2), "12.34", new BigDecimal("12.34")),
        Arguments.of(new ColumnType.Decimal(18, 2), "-12.30", new BigDecimal("-12.30")),
        Arguments.of(
            new ColumnType.Decimal(38, 10),
            "'1234567890123456789012.5'",
            new BigDecimal("1234567890123456789012.5000000000")));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("values")
  void a_value_comes_back_as_it_was_written_and_bounds_its_file(
      ColumnType type, String sql, Object value) {
    List<Scan.Field> fields = List.of(field(7, "v", type));
    List<StagedFile> files = write("SELECT unnest([" + sql + ", NULL]) AS v", fields, "a");
    assertThat(files.get(0).columns().get("v"))
        .satisfies(
            stats -> {
              assertThat(stats.min()).isEqualTo(value);
              assertThat(stats.max()).isEqualTo(value);
              assertThat(stats.nulls()).isEqualTo(1);
              assertThat(stats.values()).isEqualTo(2);
              assertThat(stats.bytes()).isPositive();
            });
    session.bind(USERS, FolderLake.scan(fields, files));
    assertThat(value("FROM silver.users WHERE v IS NOT NULL")).isEqualTo(value);
    assertThat(value("SELECT count(*) FROM silver.users WHERE v IS NULL")).isEqualTo(1L);
    assertThat(session.describe("FROM silver.users").list())
        .containsExactly(Column.optional("v", type));
  }

  @Test
  void binary_lists_structs_and_maps_come_back_as_they_were_written_with_the_ids_of_their_parts() {
    List<Scan.Field> fields =
        List.of(
            field(1, "raw", Simple.BINARY),
            new Scan.Field(
                2,
                "homes",
                new ColumnType.ListOf(ADDRESS),
                false,
                "",
                Map.of(
                    "element",
                    10,
                    "element.street",
                    11,
                    "element.tags",
                    12,
                    "element.tags.element",
                    13)),
            new Scan.Field(
                3,
                "rates",
                new ColumnType.MapOf(Simple.STRING, Simple.DOUBLE),
                false,
                "",
                Map.of("key", 20, "value", 21)),
            new Scan.Field(
                4,
                "home",
                ADDRESS,
                false,
                "",
                Map.of("street", 30, "tags", 31, "tags.element", 32)));
    String query =
        "SELECT '\\x00\\xFF'::BLOB AS raw, [{'street': 'A', 'tags': [1, NULL]}, NULL] AS homes, MAP {'x': 0.5, 'y': NULL} AS rates, {'street': 'B', 'tags': []} AS home";
    List<StagedFile> files = write(query, fields, "a");
    session.bind(USERS, FolderLake.scan(fields, files));
    List<Object> row = session.query("FROM silver.users").rows().get(0);
    assertThat((byte[]) row.get(0)).containsExactly(0, 0xFF);
    assertThat(row.get(1)).hasToString("[{street=A, tags=[1, null]}, null]");
    assertThat(row.get(2)).hasToString("{x=0.5, y=null}");
    assertThat(row.get(3)).hasToString("{street=B, tags=[]}");
    assertThat(files.get(0).columns())
        .containsOnlyKeys(
            "raw",
            "homes.element.street",
            "homes.element.tags.element",
            "rates.key",
            "rates.value",
            "home.street",
            "home.tags.element");
    assertThat(files.get(0).columns().get("home.street").max()).isEqualTo("B");
    assertThat(files.get(0).columns().get("homes.element.street").max()).isNull();
    String file = ((DuckDbSession) session).pathOf(files.get(0).location());
    assertThat(
            session
                .query(
                    "SELECT field_id FROM parquet_schema('"
                        + file
                        + "') WHERE field_id IS NOT NULL ORDER BY 1")
                .rows())
        .extracting(r -> r.get(0))
        .containsExactly(1L, 2L, 3L, 4L, 10L, 11L, 12L, 13L, 20L, 21L, 30L, 31L, 32L);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          1::TINYINT                       | int
          1::USMALLINT                     | int
          1::UINTEGER                      | long
          1::UBIGINT                       | decimal(20, 0)
          1::HUGEINT                       | decimal(38, 0)
          sum(1)                           | decimal(38, 0)
          TIMESTAMP_NS '2026-01-01'        | timestamp
          TIMESTAMP_S '2026-01-01'         | timestamp
          'a'::ENUM('a', 'b)')             | string
          '{}'::JSON                       | string
          [1, 2]::INTEGER[2]               | list<int>
          MAP {'k': [{'a "x': 1.5}]}       | map<string, list<struct[a "x decimal(2, 1)]>>
          NULL                             | int
          now()                            | timestamptz
          """)
  void a_type_of_the_engine_has_its_counterpart_in_the_lake(String expression, String type) {
    assertThat(session.describe("SELECT " + expression + " AS v").list().get(0).type())
        .hasToString(type);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
      INTERVAL 1 DAY       | INTERVAL
      [INTERVAL 1 DAY]     | INTERVAL
      '101'::BIT           | BIT
      TIMETZ '01:02:03+02' | TIME WITH TIME ZONE
      """)
  void a_type_that_the_lake_cannot_hold_is_refused_with_a_remedy(String expression, String type) {
    assertThatThrownBy(() -> session.describe("SELECT " + expression + " AS v"))
        .isInstanceOf(SqlFailure.class)
        .hasMessage(
            "Cannot keep column 'v': the lake has no type for %s. Cast it in the query, for example \"v\"::VARCHAR."
                .formatted(type));
    assertThat(value("SELECT " + expression)).isNotNull();
  }
}
