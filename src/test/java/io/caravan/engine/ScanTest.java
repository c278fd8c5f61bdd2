package io.caravan.engine;

import static io.caravan.engine.FolderLake.field;
import static org.assertj.core.api.Assertions.assertThat;

import io.caravan.lake.Scan;
import io.caravan.lake.StagedFile;
import io.caravan.record.Column;
import io.caravan.record.ColumnType;
import io.caravan.record.ColumnType.Simple;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class ScanTest extends EngineTest {
  @Test
  void a_renamed_an_added_and_widened_columns_read_old_files_by_field_id() {
    List<Scan.Field> old =
        List.of(
            field(1, "id", Simple.INT),
            field(2, "name", Simple.STRING),
            field(3, "price", new ColumnType.Decimal(4, 2)),
            field(4, "rate", Simple.FLOAT));
    List<Scan.Field> now =
        List.of(
            field(1, "id", Simple.LONG),
            field(9, "name", Simple.DATE),
            field(2, "full_name", Simple.STRING),
            field(3, "price", new ColumnType.Decimal(12, 2)),
            field(4, "rate", Simple.DOUBLE));
    List<StagedFile> files =
        new ArrayList<>(
            write("SELECT 1 AS id, 'Ann' AS name, 9.5 AS price, 0.5 AS rate", old, "old"));
    files.addAll(
        write(
            "SELECT 5000000000 AS id, DATE '2026-01-01' AS name, 'Bob' AS full_name, 1234567.5 AS price, 0.1 AS rate",
            now,
            "new"));
    session.bind(USERS, FolderLake.scan(now, files));
    assertThat(
            session
                .query("SELECT id, name, full_name, price, rate FROM silver.users ORDER BY id")
                .rows()
                .toString())
        .isEqualTo("[[1, null, Ann, 9.50, 0.5], [5000000000, 2026-01-01, Bob, 1234567.50, 0.1]]");
  }

  @Test
  void a_struct_that_has_grown_reads_old_files() {
    ColumnType small = new ColumnType.Struct(List.of(Column.optional("a", Simple.INT)));
    ColumnType grown =
        new ColumnType.Struct(
            List.of(Column.optional("a", Simple.LONG), Column.optional("b", Simple.STRING)));
    List<StagedFile> files = write("SELECT {'a': 1} AS s", List.of(field(1, "s", small)), "old");
    session.bind(USERS, FolderLake.scan(List.of(field(1, "s", grown)), files));
    assertThat(value("SELECT s FROM silver.users")).hasToString("{a=1, b=null}");
  }

  @Test
  void
      files_without_ids_are_read_by_name_with_columns_that_old_ones_lack_and_in_the_tables_types() {
    List<Scan.Field> fields =
        List.of(
            field(1, "id", Simple.LONG),
            field(2, "note", Simple.STRING),
            field(3, "nowhere", new ColumnType.Decimal(9, 2)));
    List<StagedFile> files =
        new ArrayList<>(write("SELECT 1 AS id", List.of(field(7, "id", Simple.INT)), "old"));
    files.addAll(
        write(
            "SELECT 'n' AS note, 2 AS id",
            List.of(field(8, "note", Simple.STRING), field(9, "id", Simple.LONG)),
            "new"));
    Scan byId = FolderLake.scan(fields, files);
    session.bind(USERS, new Scan(1, byId.fields(), byId.files(), true));
    assertThat(session.query("FROM silver.users ORDER BY id").rows().toString())
        .isEqualTo("[[1, null, null], [2, n, null]]");
  }

  @Test
  void deleted_rows_are_left_out_of_files_with_and_without_deletes() {
    List<Scan.Field> fields = List.of(field(1, "id", Simple.LONG));
    List<Scan.File> files = new ArrayList<>();
    for (int f = 0; f < 5; f++) {
      StagedFile file =
          write("SELECT i + " + f * 300000 + " AS id FROM range(300000) t(i)", fields, "f" + f)
              .get(0);
      // Every third file is whole; in the others, every hundredth row is gone, across row groups.
      files.add(
          FolderLake.file(
              file,
              fields,
              f % 3 == 0
                  ? new long[0]
                  : LongStream.range(0, 3000).map(i -> i * 100 + 7).toArray()));
    }
    session.bind(USERS, new Scan(1, fields, files, false));
    assertThat(value("SELECT count(*) FROM silver.users")).isEqualTo(1_500_000L - 9_000);
    assertThat(value("SELECT count(*) FROM silver.users WHERE id % 300000 % 100 = 7"))
        .isEqualTo(6_000L);
    assertThat(value("SELECT sum(id) FROM silver.users WHERE id // 300000 = 4"))
        .isEqualTo(
            new BigDecimal(LongStream.range(1_200_000, 1_500_000).filter(i -> i % 100 != 7).sum()));
  }

  @Test
  void repacked_files_hold_exactly_the_living_rows_in_order_with_their_ids() {
    List<Scan.Field> fields = List.of(field(1, "id", Simple.LONG), field(2, "name", Simple.STRING));
    StagedFile a = write("SELECT i AS id, 'a' AS name FROM range(200000) t(i)", fields, "a").get(0);
    StagedFile b =
        write("SELECT 500000 - i AS id, 'b' AS name FROM range(200000) t(i)", fields, "b").get(0);
    Scan scan =
        new Scan(
            1,
            fields,
            List.of(FolderLake.file(a, fields), FolderLake.file(b, fields, 0, 199_999)),
            false);
    List<StagedFile> kept = engine.repack(scan, "s3://lake/silver/users/", "kept", List.of());
    List<StagedFile> sorted =
        engine.repack(scan, "s3://lake/silver/users/", "sorted", List.of("id"));
    assertThat(kept).singleElement().satisfies(f -> assertThat(f.rows()).isEqualTo(399_998));
    session.bind(USERS, FolderLake.scan(List.of(field(1, "key", Simple.LONG)), kept));
    assertThat(
            value(
                "SELECT count(*) FROM (SELECT key, lag(key) OVER () AS before FROM silver.users) WHERE key < before AND key < 499999"))
        .isEqualTo(199_997L);
    session.bind(USERS, FolderLake.scan(fields, sorted));
    assertThat(
            value(
                "SELECT count(*) FROM (SELECT id, lag(id) OVER () AS before FROM silver.users) WHERE id < before"))
        .isEqualTo(0L);
  }

  @Test
  void files_by_name_are_repacked_without_ids() {
    List<Scan.Field> fields =
        List.of(field(1, "id", Simple.LONG), field(2, "added", Simple.STRING));
    StagedFile file = write("SELECT 1 AS id", List.of(field(5, "id", Simple.INT)), "a").get(0);
    Scan scan = new Scan(1, fields, List.of(FolderLake.file(file, fields)), true);
    StagedFile repacked = engine.repack(scan, "s3://lake/silver/users/", "b", List.of()).get(0);
    assertThat(repacked.columns()).containsOnlyKeys("id", "added");
    String path = ((DuckDbSession) session).pathOf(repacked.location());
    assertThat(value("SELECT count(field_id) FROM parquet_schema('" + path + "')")).isEqualTo(0L);
  }

  @Test
  void a_file_that_leaves_the_store_stays_readable_for_the_session_that_bound_it()
      throws Exception {
    List<Scan.Field> fields = List.of(field(1, "id", Simple.LONG));
    List<StagedFile> files = write("SELECT 1 AS id", fields, "a");
    session.bind(USERS, FolderLake.scan(fields, files));
    java.nio.file.Files.delete(lake.local(files.get(0).location()));
    assertThat(value("FROM silver.users")).isEqualTo(1L);
  }
}
