package io.caravan.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.caravan.dead.RowLetters;
import io.caravan.quality.Suite;
import io.caravan.quality.Suites;
import io.caravan.record.DatasetName;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Rows that break a check which quarantines are dead letters, and the rest of a model is published.
 */
class QuarantineTest {
  private static final String META = "meta: {caravan: {on_failure: quarantine}}";

  @TempDir Path temp;
  private Workshop workshop;
  private Path project;

  @BeforeEach
  void open() {
    workshop = new Workshop(temp);
    project = Workshop.project(temp.resolve("project"));
  }

  @AfterEach
  void close() {
    workshop.close();
  }

  private void model(String sql, String tests) {
    Workshop.write(project.resolve("models/silver/people.sql"), sql);
    Workshop.write(
        project.resolve("models/silver/schema.yml"),
        "models: [{name: people, columns: [{name: id, data_tests: [%s]}]}]".formatted(tests));
  }

  private Invocation build() {
    Models models = workshop.models(project);
    models.auditBy(
        new Suites(temp.resolve("expectations"), Clock.systemUTC(), Suites.Recorder.none()));
    RowLetters letters = new RowLetters(workshop.lake);
    models.buryIn(
        (dataset, run, rows, reason, session) ->
            letters.bury(
                new RowLetters.Death(dataset, "models-action", run, rows, reason),
                session,
                Instant.EPOCH));
    return models.build(Selection.ALL, RunOptions.USUAL);
  }

  private List<List<Object>> letters(String columns) {
    return workshop.rows("select " + columns + " from \"dead\".\"letters\" order by original, id");
  }

  @Test
  void every_failing_row_is_kept_in_full_and_the_rest_is_published() {
    model(
        "{{ config(materialized='table') }} select i as id, case when i % 2 = 0 then 'odd' end as note from range(1000) t (i)",
        "{dbt_utils.expression_is_true: {expression: '< 700', config: {%s}}}".formatted(META));
    Workshop.write(
        temp.resolve("expectations/people_silver.json"),
        """
        {"name": "people_silver", "expectations": [
          {"type": "expect_column_values_to_not_be_null", "kwargs": {"column": "note"}, "meta": {"caravan": {"on_failure": "quarantine"}}},
          {"type": "expect_table_column_count_to_equal", "kwargs": {"value": 2}}]}
        """);

    Invocation invocation = build();

    assertThat(invocation.well()).isTrue();
    assertThat(invocation.results().get(0).status()).isEqualTo(NodeResult.Status.WARNED);
    assertThat(invocation.results().get(0).message())
        .contains("350 rows; 650 rows quarantined by ")
        .contains("expression_is_true")
        .contains("expect_column_values_to_not_be_null(note)");
    assertThat(workshop.rows("select count(*), max(id) from silver.people"))
        .containsExactly(List.of(350L, 698L));
    assertThat(letters("count(*) over (), route, step, cause, original, tries").get(0))
        .containsExactly(
            650L, "silver.people", "models-action", "check", "{\"id\":1,\"note\":null}", 1);
    assertThat(letters("error, original"))
        .filteredOn(row -> row.get(1).equals("{\"id\":999,\"note\":null}"))
        .singleElement()
        .extracting(row -> row.get(0))
        .asString()
        .contains("expression_is_true")
        .contains("; ")
        .contains("expect_column_values_to_not_be_null(note)");
  }

  @Test
  void a_row_that_dies_again_in_the_next_build_is_no_second_letter_and_equal_rows_are_two() {
    model(
        "{{ config(materialized='table') }} select * from (values (1), (null), (null)) t (id)",
        "{not_null: {config: {%s}}}".formatted(META));

    build();
    build();

    assertThat(letters("original, cause")).hasSize(2);
    assertThat(workshop.rows("select id from silver.people")).containsExactly(List.of(1));
  }

  @Test
  void keys_that_occur_twice_and_children_without_parents_are_taken_out() {
    Workshop.write(
        project.resolve("models/silver/teams.sql"),
        "{{ config(materialized='table') }} select 3 as id");
    model(
        "{{ config(materialized='table') }} select * from (values (1), (3), (4), (4), (null)) t (id)",
        "{unique: {config: {%1$s}}}, {relationships: {to: ref('teams'), field: id, config: {%1$s, where: 'id < 4'}}}"
            .formatted(META));

    build();

    assertThat(workshop.rows("select id from silver.people where id is not null"))
        .containsExactly(List.of(3));
    assertThat(letters("original"))
        .containsExactly(List.of("{\"id\":1}"), List.of("{\"id\":4}"), List.of("{\"id\":4}"));
  }

  @Test
  void an_incremental_model_goes_on_with_its_good_new_rows() {
    workshop.append("bronze.raw", "select 1 as id");
    model(
        """
        {{ config(materialized='incremental', unique_key='id') }}
        select id from {{ source('bronze', 'raw') }} {% if is_incremental() %} where id > (select max(id) from {{ this }}) {% endif %}
        """,
        "{dbt_utils.accepted_range: {max_value: 10, config: {%s}}}".formatted(META));
    Workshop.write(
        project.resolve("models/silver/sources.yml"),
        "sources: [{name: bronze, tables: [{name: raw}]}]");
    assertThat(build().well()).isTrue();
    workshop.append("bronze.raw", "select unnest([2, 11, 3]) as id");

    assertThat(build().results().get(0).message()).startsWith("2 rows; 1 row quarantined by ");

    assertThat(workshop.rows("select id from silver.people order by 1"))
        .containsExactly(List.of(1), List.of(2), List.of(3));
    assertThat(letters("original")).containsExactly(List.of("{\"id\":11}"));
  }

  @Test
  void what_the_table_held_before_the_check_was_written_blocks() {
    model(
        "{{ config(materialized='incremental') }} select {% if is_incremental() %} 2 {% else %} -1 {% endif %} as id",
        "not_null");
    build();
    model(
        "{{ config(materialized='incremental') }} select {% if is_incremental() %} 2 {% else %} -1 {% endif %} as id",
        "{dbt_utils.accepted_range: {min_value: 0, config: {%s}}}".formatted(META));

    assertThat(build().complaint())
        .startsWith("silver.people: 1 of 1 tests failed, readers still see the version before");
  }

  @Test
  void a_share_or_a_threshold_that_forgives_takes_nothing_out() {
    model(
        "{{ config(materialized='table') }} select * from (values (1), (null), (3)) t (id)",
        "{not_null: {config: {%s, error_if: '> 1', warn_if: '> 1'}}}".formatted(META));
    Workshop.write(
        temp.resolve("expectations/people_silver.json"),
        "{\"name\": \"people_silver\", \"expectations\": [{\"type\": \"expect_column_values_to_not_be_null\", \"kwargs\": {\"column\": \"id\", \"mostly\": 0.5}, \"meta\": {\"caravan\": {\"on_failure\": \"quarantine\"}}}]}");

    assertThat(build().results().get(0).message()).isEqualTo("3 rows");
    assertThat(workshop.value("select count(*) from silver.people")).isEqualTo(3L);
  }

  @Test
  void what_a_gate_has_quarantined_is_not_read_and_equal_rows_stay_as_many() {
    workshop.append("bronze.raw", "select unnest([1, 2, 2, null, 9, 9]) as id");
    long snapshot = workshop.snapshot("bronze.raw");
    model(
        "{{ config(materialized='table') }} select id from {{ source('bronze', 'raw') }}",
        "not_null");
    Workshop.write(
        project.resolve("models/silver/sources.yml"),
        "sources: [{name: bronze, tables: [{name: raw}]}]");
    Suite suite =
        Suite.read(
            "raw_bronze.json",
            """
            {"name": "raw_bronze", "expectations": [
              {"type": "expect_column_values_to_not_be_null", "kwargs": {"column": "id"}, "meta": {"caravan": {"on_failure": "quarantine"}}},
              {"type": "expect_column_values_to_be_between", "kwargs": {"column": "id", "max_value": 5}, "meta": {"caravan": {"on_failure": "quarantine"}}},
              {"type": "expect_column_max_to_be_between", "kwargs": {"column": "id", "max_value": 1}}]}
            """);

    Invocation invocation =
        workshop
            .models(project)
            .build(
                Selection.ALL,
                RunOptions.USUAL.reading(
                    DatasetName.parse("bronze.raw"), new Passed(snapshot, Optional.of(suite))));

    assertThat(invocation.well()).as(invocation.complaint()).isTrue();
    assertThat(workshop.rows("select id from silver.people order by 1"))
        .containsExactly(List.of(1), List.of(2), List.of(2));
  }

  @Test
  void nothing_is_buried_when_another_check_blocks() {
    model(
        "{{ config(materialized='table') }} select * from (values (1), (null)) t (id)",
        "{not_null: {config: {%s}}}, {accepted_values: {values: [2], quote: false}}"
            .formatted(META));

    assertThat(build().well()).isFalse();
    assertThat(workshop.lake.find(DatasetName.parse("dead.letters"))).isEmpty();
  }

  @Test
  void rows_of_a_view_cannot_be_quarantined_and_a_test_must_say_which_rows_fail() {
    model("select 1 as id", "{not_null: {config: {%s}}}".formatted(META));
    assertThat(build().complaint())
        .contains("Cannot quarantine rows of silver.people: it is a view");

    Workshop.write(
        project.resolve("tests/generic/odd.sql"),
        "{% test odd(model, column_name) %} select * from {{ model }} where {{ column_name }} % 2 = 0 {% endtest %}");
    model(
        "{{ config(materialized='table') }} select 1 as id",
        "{odd: {config: {%s}}}".formatted(META));
    assertThat(workshop.models(project).problems())
        .singleElement()
        .asString()
        .contains("Cannot quarantine by test 'odd': it does not say which rows fail.")
        .contains("Write block or warn, or use one of accepted_values, ");
  }
}
