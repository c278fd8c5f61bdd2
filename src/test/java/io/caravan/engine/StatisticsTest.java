package io.caravan.engine;

import static io.caravan.engine.FolderLake.field;
import static org.assertj.core.api.Assertions.assertThat;

import io.caravan.lake.Scan;
import io.caravan.lake.StagedFile.ColumnStats;
import io.caravan.record.ColumnType;
import io.caravan.record.ColumnType.Simple;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class StatisticsTest extends EngineTest {
  private ColumnStats stats(String query, ColumnType type) {
    return write(query, List.of(field(1, "v", type)), UUID.randomUUID().toString())
        .get(0)
        .columns()
        .get("v");
  }

  @Test
  void bounds_span_all_row_groups_in_the_types_own_order() {
    ColumnStats numbers = stats("SELECT i - 150000 AS v FROM range(300000) t(i)", Simple.LONG);
    assertThat(List.of(numbers.min(), numbers.max(), numbers.values()))
        .isEqualTo(List.of(-150000L, 149999L, 300000L));
    ColumnStats ids =
        stats(
            "SELECT unnest(['f0000000-0000-0000-0000-000000000000', '10000000-0000-0000-0000-000000000000'])::UUID AS v",
            Simple.UUID);
    assertThat(ids.min()).hasToString("10000000-0000-0000-0000-000000000000");
    assertThat(ids.max()).hasToString("f0000000-0000-0000-0000-000000000000");
  }

  @Test
  void a_row_group_of_nulls_does_not_hide_the_bounds_of_the_others() {
    ColumnStats stats =
        stats("SELECT CASE WHEN i >= 200000 THEN i END AS v FROM range(300000) t(i)", Simple.LONG);
    assertThat(List.of(stats.min(), stats.max(), stats.nulls()))
        .isEqualTo(List.of(200000L, 299999L, 200000L));
  }

  @Test
  void long_text_is_cut_to_a_lower_bound_below_and_an_upper_bound_above() {
    ColumnStats stats =
        stats("SELECT unnest(['b' || repeat('x', 99), repeat('z', 2000)]) AS v", Simple.STRING);
    assertThat((String) stats.min()).isEqualTo("b" + "x".repeat(63));
    assertThat((String) stats.max()).isEqualTo("z".repeat(63) + "{");
  }

  @Test
  void an_upper_bound_steps_over_what_is_no_character() {
    assertThat(Bounds.upper("a".repeat(63) + "\uD7FF" + "b")).isEqualTo("a".repeat(63) + "\uE000");
    assertThat(Bounds.upper("a" + "\uDBFF\uDFFF".repeat(70))).isEqualTo("b");
    assertThat(Bounds.upper("\uDBFF\uDFFF".repeat(70))).isNull();
    assertThat(Bounds.upper("é".repeat(64))).isEqualTo("é".repeat(64));
  }

  @Test
  void text_beyond_the_basic_plane_is_ordered_by_code_points() {
    ColumnStats stats = stats("SELECT unnest([chr(65000), chr(128512)]) AS v", Simple.STRING);
    assertThat(stats.max()).isEqualTo("😀");
  }

  @Test
  void zero_bounds_hold_both_zeros_and_a_column_with_nan_has_none() {
    ColumnStats zero = stats("SELECT 0.0::DOUBLE AS v", Simple.DOUBLE);
    assertThat(List.of(zero.min(), zero.max())).isEqualTo(List.of(-0.0, 0.0));
    ColumnStats nan = stats("SELECT unnest([1.0, 'nan'::DOUBLE]) AS v", Simple.DOUBLE);
    assertThat(nan.max()).isNull();
    assertThat(nan.nulls()).isZero();
  }

  @Test
  void times_beyond_what_text_can_say_have_no_bounds() {
    assertThat(stats("SELECT TIMESTAMP 'infinity' AS v", Simple.TIMESTAMP).max()).isNull();
    assertThat(stats("SELECT DATE '0044-03-15 (BC)' AS v", Simple.DATE).min()).isNull();
  }

  @Test
  void a_large_result_is_cut_at_the_target_size_into_sorted_files_of_disjoint_ranges() {
    session.close();
    engine =
        new DuckDbEngine(
            new EngineSettings(
                512L << 20,
                2,
                temp.resolve("temp"),
                1L << 30,
                3L << 20,
                settings().timeout(),
                List.of()),
            lake);
    session = engine.session();
    List<Scan.Field> fields =
        List.of(
            field(1, "id", Simple.LONG),
            field(2, "hash", Simple.STRING),
            field(3, "uuid", Simple.UUID),
            field(4, "amount", new ColumnType.Decimal(38, 4)),
            field(5, "at", Simple.TIMESTAMPTZ));
    String query =
        "SELECT (i * 7919) % 1000003 AS id, left(md5(i::VARCHAR), 8) AS hash, 'f2132c56-bbe9-4d41-97c9-4be0f0f81a3f' AS uuid, i AS amount, TIMESTAMPTZ '2026-01-01 00:00:00+00' + to_seconds(i) AS at FROM range(1000003) t(i)";
    var files = write(query, fields, "big", "id");
    assertThat(files)
        .hasSizeBetween(3, 12)
        .allSatisfy(f -> assertThat(f.bytes()).isLessThan(12L << 20));
    assertThat(files)
        .extracting(f -> f.location())
        .contains(
            "s3://lake/silver/users/big-00000.parquet", "s3://lake/silver/users/big-00001.parquet");
    assertThat(files.stream().mapToLong(f -> f.rows()).sum()).isEqualTo(1000003);
    long[] before = {-1};
    assertThat(files)
        .allSatisfy(
            f -> {
              assertThat((Long) f.columns().get("id").min()).isEqualTo(before[0] + 1);
              before[0] = (Long) f.columns().get("id").max();
            });
    session.bind(USERS, FolderLake.scan(fields, files));
    assertThat(
            value(
                "SELECT count(*) FROM (SELECT id, lag(id) OVER () AS before FROM silver.users) WHERE id <= before"))
        .isEqualTo(0L);
    assertThat(files.get(1).columns().values())
        .hasSize(5)
        .allSatisfy(c -> assertThat(List.of(c.min(), c.max(), c.nulls())).hasSize(3));
  }
}
