package io.caravan.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.caravan.record.ProjectException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MicrobatchTest {
  @TempDir Path temp;
  private Workshop workshop;
  private Path project;

  @BeforeEach
  void open() {
    workshop = new Workshop(temp);
    project =
        Workshop.project(
            temp.resolve("project"),
            "models/sources.yml",
            "sources: [{name: bronze, tables: [{name: clicks, config: {event_time: happened}}, {name: names}]}]",
            "models/silver/clicks.sql",
            """
            {{ config(materialized='incremental', incremental_strategy='microbatch', event_time='happened',
                      batch_size='day', begin='2026-01-01', lookback=1) }}
            select c.id, c.happened, n.name, '{{ model.batch.id if model.batch }}' as batch, count(*) over () as of_batch
            from {{ source('bronze', 'clicks') }} as c left join {{ source('bronze', 'names') }} as n on n.id = c.id
            """);
    workshop.append("bronze.names", "SELECT 1 AS id, 'ada' AS name");
    clicks(
        "(1, timestamp '2026-01-01 10:00'), (2, timestamp '2026-01-01 23:59:59.999999'), (3, timestamp '2026-01-03 00:00')");
  }

  @AfterEach
  void close() {
    workshop.close();
  }

  private void clicks(String rows) {
    workshop.append("bronze.clicks", "SELECT * FROM (VALUES " + rows + ") AS t(id, happened)");
  }

  private NodeResult builtAt(String now, RunOptions options) {
    Models models =
        new Models(
            project,
            ProjectSettings.usual(),
            workshop.lake,
            workshop.engine,
            Clock.fixed(Instant.parse(now), ZoneOffset.UTC));
    Invocation built = models.build(Selection.ALL, options);
    assertThat(built.complaint()).isEmpty();
    return built.results().get(0);
  }

  private List<List<Object>> rows() {
    return workshop.rows("SELECT id, batch, of_batch FROM silver.clicks ORDER BY id, batch");
  }

  @Test
  void each_batch_reads_its_own_time_of_what_says_when_its_rows_happened() {
    builtAt("2026-01-03T12:00:00Z", RunOptions.USUAL);

    assertThat(rows())
        .containsExactly(
            List.of(1, "20260101", 2L), List.of(2, "20260101", 2L), List.of(3, "20260103", 1L));
    assertThat(workshop.rows("SELECT name FROM silver.clicks WHERE id = 1"))
        .containsExactly(List.of("ada"));
  }

  @Test
  void the_batch_of_now_and_those_of_the_lookback_are_built_again_and_older_rows_stay() {
    builtAt("2026-01-03T12:00:00Z", RunOptions.USUAL);
    clicks(
        "(4, timestamp '2026-01-01 11:00'), (5, timestamp '2026-01-02 11:00'), (6, timestamp '2026-01-03 11:00')");

    assertThat(builtAt("2026-01-03T13:00:00Z", RunOptions.USUAL).rows()).isEqualTo(3);

    assertThat(rows())
        .containsExactly(
            List.of(1, "20260101", 2L),
            List.of(2, "20260101", 2L),
            List.of(3, "20260103", 2L),
            List.of(5, "20260102", 1L),
            List.of(6, "20260103", 2L));
  }

  @Test
  void batches_that_were_missed_in_a_pause_are_built() {
    builtAt("2026-01-03T12:00:00Z", RunOptions.USUAL);
    clicks("(7, timestamp '2026-01-04 11:00'), (8, timestamp '2026-02-01 11:00')");

    builtAt("2026-02-01T12:00:00Z", RunOptions.USUAL);

    assertThat(rows())
        .contains(
            List.of(3, "20260103", 1L), List.of(7, "20260104", 1L), List.of(8, "20260201", 1L))
        .hasSize(5);
  }

  @Test
  void times_that_are_asked_for_are_built_again_and_no_others() {
    builtAt("2026-01-03T12:00:00Z", RunOptions.USUAL);
    workshop.replace("bronze.clicks", "SELECT 9 AS id, timestamp '2026-01-01 01:00' AS happened");

    builtAt("2026-01-03T12:00:00Z", RunOptions.USUAL.between("2026-01-01", "2026-01-02"));
    assertThat(rows()).containsExactly(List.of(3, "20260103", 1L), List.of(9, "20260101", 1L));

    builtAt("2026-01-03T12:00:00Z", new RunOptions(true, Map.of(), false));
    assertThat(rows()).containsExactly(List.of(9, "20260101", 1L));
  }

  @Test
  void batches_that_have_no_rows_any_more_are_emptied() {
    builtAt("2026-01-03T12:00:00Z", RunOptions.USUAL);
    workshop.replace("bronze.clicks", "SELECT 1 AS id, timestamp '2026-01-01 10:00' AS happened");

    builtAt("2026-01-03T13:00:00Z", RunOptions.USUAL);
    assertThat(workshop.rows("SELECT id FROM silver.clicks ORDER BY 1"))
        .containsExactly(List.of(1), List.of(2));
    RunOptions quiet = RunOptions.USUAL.between("2026-01-05", "2026-01-06");
    assertThat(builtAt("2026-01-06T14:00:00Z", quiet).status())
        .isEqualTo(NodeResult.Status.UNCHANGED);
  }

  @ParameterizedTest
  @CsvSource({
    "hour,  1, 2026-03-01T10:00:01, 2026-03-01T09:00, 2026-03-01T11:00",
    "hour,  0, 2026-03-01T10:30, 2026-03-01T10:00, 2026-03-01T11:00",
    "day,   3, 2026-03-01T10:00, 2026-02-26T00:00, 2026-03-02T00:00",
    "month, 1, 2026-03-31T10:00, 2026-02-01T00:00, 2026-04-01T00:00",
    "year,  0, 2026-01-01T00:00, 2025-01-01T00:00, 2026-01-01T00:00"
  })
  void a_batch_is_an_hour_a_day_a_month_or_a_year(
      String size, int lookback, LocalDateTime now, LocalDateTime start, LocalDateTime end) {
    Batches batches =
        new Batches(
            new Config(Map.of("batch_size", size, "lookback", lookback, "begin", "2020-01-01")));

    List<Batches.Window> windows =
        batches.of(now.toInstant(ZoneOffset.UTC), Batches.Asked.NOTHING, Optional.of(now));

    assertThat(windows.get(0).start()).isEqualTo(start);
    assertThat(windows.get(windows.size() - 1).end()).isEqualTo(end);
    assertThat(windows).hasSize(lookback + 1);
  }

  @Test
  void times_that_are_no_interval_are_refused() {
    assertThatThrownBy(() -> RunOptions.USUAL.between("2026-01-02", ""))
        .isInstanceOf(ProjectException.class)
        .hasMessage(
            "command line: Cannot build batches from '2026-01-02' to '': that is no interval.\n  Write both: --event-time-start 2026-01-01 --event-time-end 2026-02-01T12:00:00.");
  }
}
