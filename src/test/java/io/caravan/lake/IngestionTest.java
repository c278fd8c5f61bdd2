package io.caravan.lake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.caravan.record.Column;
import io.caravan.record.ColumnType;
import io.caravan.record.Columns;
import io.caravan.record.DatasetName;
import io.caravan.record.FencedException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class IngestionTest extends TableCase {
  private static final Instant NEW_YEAR = Instant.parse("2026-01-01T00:00:00Z");
  private final SetClock clock = new SetClock(NEW_YEAR.plusSeconds(60));
  private LakeTable bronze;

  @Override
  Clock clock() {
    return clock;
  }

  @BeforeEach
  void bronze() {
    Columns columns =
        Columns.of(
            Column.optional("id", ColumnType.Simple.LONG),
            Column.required("_ingested_at", ColumnType.Simple.TIMESTAMPTZ));
    bronze = lake.create(DatasetName.parse("bronze.users"), columns, TableLayout.bronze());
  }

  private StagedFile ingested(String key, Instant... times) {
    List<List<Object>> rows = new ArrayList<>();
    for (Instant time : times) {
      rows.add(List.of((long) rows.size(), time.atOffset(ZoneOffset.UTC)));
    }
    return Rows.stage(lake, bronze, key, bronze.scan(MAIN).fields(), rows);
  }

  private Instant ingest(String key) {
    Instant at = bronze.nextIngestedAt();
    bronze.change(MAIN).add(List.of(ingested(key, at))).ingestedAt(at).commit();
    return at;
  }

  @Test
  void the_time_of_ingestion_grows_with_every_commit_even_if_the_clock_goes_back() {
    Instant first = ingest("a.parquet");
    Instant second = ingest("b.parquet");
    clock.move(Duration.ofHours(-1));
    Instant third = ingest("c.parquet");
    clock.move(Duration.ofDays(1));
    Instant fourth = ingest("d.parquet");

    assertThat(first).isEqualTo(NEW_YEAR.plusSeconds(60));
    assertThat(second).isEqualTo(first.plusNanos(1000));
    assertThat(third).isEqualTo(second.plusNanos(1000));
    assertThat(fourth).isEqualTo(clock.instant());
  }

  @Test
  void a_commit_with_a_time_that_is_not_later_is_refused() {
    Instant at = bronze.nextIngestedAt();
    LakeTable.Commit late =
        bronze.change(MAIN).add(List.of(ingested("b.parquet", at))).ingestedAt(at);
    bronze.change(MAIN).add(List.of(ingested("a.parquet", at))).ingestedAt(at).commit();

    assertThatThrownBy(late::commit)
        .isInstanceOf(FencedException.class)
        .hasMessageContaining("_ingested_at 2026-01-01T00:01:00Z is not after");
  }

  @Test
  void commits_that_ingest_nothing_remember_the_last_time() {
    Instant first = ingest("a.parquet");
    bronze.change(MAIN).note("reason", "nothing to ingest").commit();

    assertThat(bronze.nextIngestedAt()).isEqualTo(first.plusNanos(1000));
  }

  @Test
  void files_are_partitioned_by_the_day_of_their_statistics() {
    ingest("year=2026/month=01/day=01/a.parquet");
    try (LakeIO io = new ObjectStore(settings).io();
        LakeCatalog catalog = LakeCatalog.open(settings, io)) {
      var table = catalog.loadTable(TableAccess.identifier(bronze.name()));
      Plan plan = Plan.of(table, table.currentSnapshot().snapshotId(), false);
      assertThat(table.spec().partitionToPath(plan.entries().get(0).file().partition()))
          .isEqualTo("_ingested_at_day=2026-01-01");
    }
    assertThat(Rows.read(lake, bronze.scan(MAIN))).containsExactly("0|2026-01-01T00:01Z");
  }

  @Test
  void a_file_of_two_days_is_refused() {
    StagedFile file = ingested("x.parquet", NEW_YEAR.minusSeconds(1), NEW_YEAR);

    assertThatThrownBy(() -> bronze.change(MAIN).add(List.of(file)).commit())
        .hasMessageContaining(
            "its '_ingested_at' is from 2025-12-31T23:59:59Z to 2026-01-01T00:00:00Z")
        .hasMessageContaining("Write a file for each day");
  }

  @Test
  void a_file_without_the_statistics_that_partition_it_is_refused() {
    StagedFile file = ingested("x.parquet", NEW_YEAR);
    StagedFile blind =
        new StagedFile(file.location(), file.bytes(), file.rows(), java.util.Map.of());

    assertThatThrownBy(() -> bronze.change(MAIN).add(List.of(blind)).commit())
        .hasMessageContaining("the file has no smallest and largest value");
  }
}
