package io.caravan.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.caravan.record.DatasetName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Snapshots against those that real dbt has made of the same three rounds of changes. */
class SnapshotsTest {
  private static final Path SPEC = Path.of("src/test/resources/spec/model/snapshots");
  private static final String TIME_OF_A_RUN = "20(2[5-9]|[3-9]\\d)-\\d\\d-\\d\\d \\d.*";

  @TempDir static Path temp;
  private static Workshop workshop;
  private static final List<Invocation> ROUNDS = new ArrayList<>();
  private static Invocation again;

  @BeforeAll
  static void three_rounds() throws IOException {
    workshop = new Workshop(temp);
    Path project = Workshop.copy(SPEC.resolve("project"), temp.resolve("project"));
    for (int round = 1; round <= 3; round++) {
      workshop.replace("bronze.users", Files.readString(SPEC.resolve("round" + round + ".sql")));
      ROUNDS.add(taken(project, round));
    }
    again = taken(project, 3);
  }

  private static Invocation taken(Path project, int round) {
    return workshop
        .models(project)
        .snapshot(
            Selection.of("resource_type:snapshot"),
            new RunOptions(false, Map.of("round", round), false));
  }

  @AfterAll
  static void close() {
    workshop.close();
  }

  static Stream<String> snapshots() throws IOException {
    try (Stream<Path> files = Files.list(SPEC.resolve("expected"))) {
      return files
          .map(file -> file.getFileName().toString().replace(".csv", ""))
          .sorted()
          .toList()
          .stream();
    }
  }

  @ParameterizedTest
  @MethodSource("snapshots")
  void the_history_is_the_one_that_dbt_keeps(String snapshot) throws IOException {
    CsvReader.Table expected =
        CsvReader.read(
            snapshot, Files.readString(SPEC.resolve("expected").resolve(snapshot + ".csv")), ',');

    assertThat(history(snapshot, expected.names()))
        .containsExactlyInAnyOrderElementsOf(expected.rows());
    assertThat(workshop.lake.load(DatasetName.parse("history." + snapshot)).columns().names())
        .containsExactlyInAnyOrderElementsOf(expected.names());
  }

  /** The rows as texts, with the times of runs counted and what was made of them named. */
  private static List<List<String>> history(String snapshot, List<String> names) {
    String columns =
        String.join(", ", names.stream().map(name -> "CAST(" + name + " AS VARCHAR)").toList());
    List<List<Object>> rows = workshop.rows("SELECT " + columns + " FROM history." + snapshot);
    List<Object> times = new ArrayList<>(new TreeSet<>(timesOfRuns(rows)));
    List<List<String>> said = new ArrayList<>();
    int begins = Math.max(names.indexOf("dbt_valid_from"), names.indexOf("valid_from"));
    int id = Math.max(names.indexOf("dbt_scd_id"), names.indexOf("version_id"));
    for (List<Object> row : rows) {
      List<String> one = new ArrayList<>();
      for (Object value : row) {
        one.add(
            value == null
                ? ""
                : times.contains(value) ? "now" + (times.indexOf(value) + 1) : value.toString());
      }
      if (one.get(begins).startsWith("now")) {
        one.set(id, "id of " + one.get(begins));
      }
      said.add(one);
    }
    return said;
  }

  private static List<String> timesOfRuns(List<List<Object>> rows) {
    return rows.stream()
        .flatMap(List::stream)
        .filter(value -> value != null && value.toString().matches(TIME_OF_A_RUN))
        .map(Object::toString)
        .toList();
  }

  @Test
  void ids_made_from_the_time_of_a_run_are_those_of_dbt() {
    assertThat(
            workshop.value(
                "SELECT count(*) FROM history.by_all_columns WHERE dbt_scd_id <> md5(id || '|' || CAST(dbt_updated_at AS VARCHAR))"))
        .isEqualTo(0L);
  }

  @Test
  void only_what_changed_is_written_and_nothing_when_nothing_changed() {
    assertThat(ROUNDS).allSatisfy(round -> assertThat(round.complaint()).isEmpty());
    assertThat(ROUNDS)
        .extracting(
            round ->
                round.results().stream()
                    .filter(result -> result.label().equals("history.by_time"))
                    .map(NodeResult::rows)
                    .toList())
        .containsExactly(List.of(5L), List.of(3L), List.of(3L));
    assertThat(again.results())
        .extracting(NodeResult::status)
        .containsOnly(NodeResult.Status.UNCHANGED);
  }

  @Test
  void a_snapshot_is_audited_and_read_like_a_model() {
    Path project =
        Workshop.project(
            temp.resolve("audited"),
            "snapshots/kept.sql",
            "{% snapshot kept %}{{ config(strategy='check', check_cols='all', unique_key='id', target_schema='history') }} select 1 as id, {{ var('name', \"'a'\") }} as name{% endsnapshot %}",
            "snapshots/kept.yml",
            "snapshots: [{name: kept, columns: [{name: name, data_tests: [not_null]}]}]",
            "models/gold/names.sql",
            "{{ config(materialized='table') }} select name from {{ ref('kept') }} where dbt_valid_to is null");
    assertThat(workshop.models(project).build(Selection.ALL, RunOptions.USUAL).complaint())
        .isEmpty();

    Invocation blocked =
        workshop
            .models(project)
            .build(Selection.ALL, new RunOptions(false, Map.of("name", "null"), false));

    assertThat(blocked.results())
        .extracting(result -> result.label() + " " + result.status())
        .containsExactly("history.kept BLOCKED", "gold.names SKIPPED");
    assertThat(workshop.rows("SELECT name, dbt_valid_to FROM history.kept")).hasSize(1);
    assertThat(workshop.rows("SELECT name FROM gold.names")).containsExactly(List.of("a"));
  }
}
