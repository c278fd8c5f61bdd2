package io.caravan.engine;

import static io.caravan.engine.FolderLake.field;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.caravan.lake.Scan;
import io.caravan.lake.StagedFile;
import io.caravan.record.ColumnType;
import io.caravan.record.ColumnType.Simple;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LocateTest extends EngineTest {
  private static final String FOLDER = "s3://lake/silver/users/";
  private final List<Scan.Field> fields =
      List.of(field(1, "id", Simple.LONG), field(2, "region", Simple.STRING));
  private Scan scan;

  @BeforeEach
  void four_files_of_a_hundred_keys_each() {
    List<Scan.File> files = new ArrayList<>();
    for (int f = 0; f < 4; f++) {
      StagedFile file =
          write(
                  "SELECT i + "
                      + f * 100
                      + " AS id, CASE WHEN i % 2 = 0 THEN 'even' ELSE 'odd' END AS region FROM range(100) t(i)",
                  fields,
                  "f" + f)
              .get(0);
      files.add(f == 2 ? FolderLake.file(file, fields, 5, 6) : FolderLake.file(file, fields));
    }
    scan = new Scan(1, fields, files, false);
    lake.opened.clear();
  }

  @Test
  void keys_are_found_in_their_files_in_ascending_order_and_deleted_ones_are_not() {
    Map<String, long[]> found =
        session.locate(scan, List.of("id"), "SELECT unnest([217, 205, 206, 203, 399]) AS id");
    assertThat(found).containsOnlyKeys(FOLDER + "f2.parquet", FOLDER + "f3.parquet");
    assertThat(found.get(FOLDER + "f2.parquet")).containsExactly(3, 17);
    assertThat(found.get(FOLDER + "f3.parquet")).containsExactly(99);
  }

  @Test
  void only_files_whose_range_holds_a_key_are_opened() {
    session.locate(scan, List.of("id"), "SELECT unnest([3, 350]) AS id");
    assertThat(Set.copyOf(lake.opened))
        .containsExactlyInAnyOrder(FOLDER + "f0.parquet", FOLDER + "f3.parquet");
  }

  @Test
  void no_file_is_opened_for_keys_that_are_nowhere() {
    assertThat(session.locate(scan, List.of("id"), "SELECT unnest([-1, 400, 1000]) AS id"))
        .isEmpty();
    assertThat(session.locate(scan, List.of("id"), "SELECT NULL AS id")).isEmpty();
    assertThat(lake.opened).isEmpty();
  }

  @Test
  void all_parts_of_a_key_must_match_and_null_matches_nothing() {
    String keys = "SELECT unnest([10, 11, 12]) AS id, unnest(['even', 'even', NULL]) AS region";
    assertThat(session.locate(scan, List.of("id", "region"), keys).get(FOLDER + "f0.parquet"))
        .containsExactly(10);
  }

  @Test
  void a_file_without_known_range_is_looked_into() {
    Scan.File unknown =
        new Scan.File(FOLDER + "f1.parquet", 100, 1, new long[0], Map.of(), Map.of());
    assertThat(
            session.locate(
                new Scan(1, fields, List.of(unknown), false), List.of("id"), "SELECT 150 AS id"))
        .containsOnlyKeys(FOLDER + "f1.parquet");
  }

  @Test
  void a_key_column_that_is_not_there_is_refused_with_the_near_one() {
    assertThatThrownBy(() -> session.locate(scan, List.of("idd"), "SELECT 1 AS idd"))
        .isInstanceOf(SqlFailure.class)
        .hasMessage("Cannot find rows by key: the table has no column 'idd'. Did you mean 'id'?");
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          DATE '2026-01-01' + i::INT                      | date
          TIMESTAMP '2026-01-01' + to_microseconds(i)      | timestamp
          TIMESTAMPTZ '2026-01-01 00:00:00+00' + to_days(i::INT) | timestamptz
          concat(repeat('k', 80), lpad(i::VARCHAR, 5, '0')) | string
          (i / 100)::DECIMAL(20, 2)                        | decimal
          i::DOUBLE                                        | double
          md5(i::VARCHAR)::UUID                            | uuid
          i % 2 = 0 AND i = 42                             | boolean
          """)
  void keys_of_every_type_are_found_through_their_bounds(String expression, String type) {
    ColumnType of =
        type.equals("decimal")
            ? new ColumnType.Decimal(20, 2)
            : Simple.valueOf(type.toUpperCase(java.util.Locale.ROOT));
    List<Scan.Field> one = List.of(field(1, "k", of));
    List<Scan.File> files = new ArrayList<>();
    for (int from = 0; from < 100; from += 50) {
      files.add(
          FolderLake.file(
              write(
                      "SELECT "
                          + expression
                          + " AS k FROM range("
                          + from
                          + ", "
                          + (from + 50)
                          + ") t(i)",
                      one,
                      type + from)
                  .get(0),
              one));
    }
    Map<String, long[]> found =
        session.locate(
            new Scan(1, one, files, false),
            List.of("k"),
            "SELECT " + expression + " AS k FROM range(42, 43) t(i)");
    assertThat(found).containsOnlyKeys(FOLDER + type + "0.parquet");
    assertThat(found.values()).singleElement().satisfies(p -> assertThat(p).containsExactly(42));
  }
}
