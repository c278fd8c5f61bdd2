package io.caravan.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** What dbt's flags and rarer settings change in a run. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FlagsTest {
  @TempDir static Path temp;
  private Workshop workshop;

  @BeforeAll
  void open() {
    workshop = new Workshop(temp.resolve("lake"));
  }

  @AfterAll
  void close() {
    workshop.close();
  }

  private static Path project(TestInfo test, String... files) {
    return Workshop.project(temp.resolve(test.getTestMethod().orElseThrow().getName()), files);
  }

  private Invocation build(Path project, RunFlags flags) {
    return workshop.models(project).build(Selection.ALL, RunOptions.USUAL.with(flags));
  }

  private List<String> days(String table) {
    return workshop
        .rows("select id || ' ' || day || ' ' || x from " + table + " order by 1")
        .stream()
        .map(row -> (String) row.get(0))
        .toList();
  }

  @Test
  void incremental_predicates_say_which_rows_are_replaced_as_in_dbt(TestInfo test) {
    String model =
        "{{ config(materialized='incremental', incremental_strategy='%s', unique_key='id', incremental_predicates=[\"%s\"]) }}"
            + " {%% if is_incremental() %%} select 1 as id, 8 as day, 'new' as x union all select 2, 8, 'new' union all select 3, 8, 'new'"
            + " {%% else %%} select 1 as id, 1 as day, 'old' as x union all select 2, 7, 'old' {%% endif %%}";
    Path project =
        project(
            test,
            "models/silver/merged.sql",
            model.formatted("merge", "DBT_INTERNAL_DEST.day > 5"),
            "models/silver/replaced.sql",
            model.formatted("delete+insert", "day > 5"),
            "models/silver/open.sql",
            model.formatted("merge", "coalesce(DBT_INTERNAL_DEST.x, 'old') = 'old'"),
            "models/silver/closed.sql",
            model
                .replace("'old'", "null::varchar")
                .formatted("merge", "DBT_INTERNAL_DEST.x is null"));
    build(project, RunFlags.NONE);
    assertThat(build(project, RunFlags.NONE).complaint()).isEmpty();

    List<String> dbt = List.of("1 1 old", "1 8 new", "2 8 new", "3 8 new");
    assertThat(days("silver.open")).containsExactly("1 8 new", "2 8 new", "3 8 new");
    assertThat(days("silver.closed")).containsExactly("1 8 new", "2 8 new", "3 8 new");
    assertThat(days("silver.merged")).isEqualTo(dbt);
    assertThat(days("silver.replaced")).isEqualTo(dbt);
  }

  @Test
  void an_empty_run_builds_columns_and_no_rows(TestInfo test) {
    workshop.replace("bronze.few", "select 1 as id");
    Path project =
        project(
            test,
            "models/gold/counted.sql",
            "{{ config(materialized='table') }} select id, id + 1 as next from {{ source('bronze', 'few') }}");
    build(project, new RunFlags(0, true, "", false, false));
    assertThat(workshop.rows("select next from gold.counted")).isEmpty();

    build(project, RunFlags.NONE);
    assertThat(workshop.value("select next from gold.counted")).isEqualTo(2);
  }

  @Test
  void a_sample_reads_only_rows_of_its_time(TestInfo test) {
    workshop.replace(
        "bronze.happened",
        "select current_timestamp::timestamp - to_days(range::int) - interval 1 hour as at_time from range(10)");
    Path project =
        project(
            test,
            "models/bronze.yml",
            "sources: [{name: bronze, tables: [{name: happened, config: {event_time: at_time}}]}]",
            "models/gold/sampled.sql",
            "{{ config(materialized='table') }} select * from {{ source('bronze', 'happened') }}");
    build(project, new RunFlags(0, false, "60 hours", false, false));

    assertThat(workshop.value("select count(*) from gold.sampled")).isEqualTo(3L);
    assertThatThrownBy(() -> build(project, new RunFlags(0, false, "3 weeks", false, false)))
        .hasMessage(
            "command line: Cannot sample '3 weeks': that is no time.\n"
                + "  Write --sample '3 days', or --sample \"{start: 2026-01-01, end: 2026-01-08}\".");
  }

  @Test
  void warnings_can_be_taken_for_failures(TestInfo test) {
    Path project =
        project(
            test,
            "models/gold/warned.sql",
            "{{ config(materialized='table') }} select 1 as id union all select 1",
            "models/gold/schema.yml",
            "models: [{name: warned, columns: [{name: id, data_tests: [{unique: {config: {severity: warn}}}]}]}]");
    assertThat(build(project, new RunFlags(0, false, "", true, false)).complaint())
        .contains("unique_warned_id");
    assertThat(build(project, RunFlags.NONE).complaint()).isEmpty();

    Workshop.write(project.resolve("dbt_project.yml"), "name: shop\nseeds: {shp: {+quote: x}}\n");
    assertThatThrownBy(() -> build(project, new RunFlags(0, false, "", true, false)))
        .hasMessageContaining("Cannot use configuration of 'shp'");
  }

  @Test
  void failing_rows_are_kept_as_the_test_says_or_else_the_flag(TestInfo test) {
    Path project =
        project(
            test,
            "models/silver/kept.sql",
            "{{ config(materialized='table') }} select 1 as id union all select 1",
            "models/silver/schema.yml",
            """
            models:
              - name: kept
                columns:
                  - name: id
                    data_tests:
                      - unique: {name: seen, config: {severity: warn, store_failures_as: view, schema: main}}
                      - unique: {name: flagged, config: {severity: warn, schema: main, limit: 10}}
                      - unique: {name: never, config: {severity: warn, store_failures: false, schema: main, where: id > 0}}
                      - unique: {name: nowhere, config: {severity: warn, store_failures: true, store_failures_as: ephemeral, schema: main, where: id > -1}}
            """);
    build(project, new RunFlags(0, false, "", false, true));

    assertThat(workshop.lake.views()).extracting(Object::toString).contains("main.seen");
    assertThat(workshop.value("select n_records from main.seen")).isEqualTo(2L);
    assertThat(workshop.value("select n_records from main.flagged")).isEqualTo(2L);
    assertThat(workshop.lake.tables())
        .extracting(Object::toString)
        .doesNotContain("main.never", "main.nowhere");
  }

  @Test
  void hooks_at_the_end_are_told_how_everything_went(TestInfo test) {
    String hook =
        "{% if results | selectattr('status', 'equalto', 'error') | list | length > 0 %}"
            + "{{ exceptions.raise_compiler_error(results | map(attribute='unique_id') | join(' ') ~ ' in ' ~ schemas | join(' ')) }}{% endif %}";
    Path project =
        project(
            test,
            "dbt_project.yml",
            "name: shop\non-run-end: [\"" + hook + "\"]\n",
            "models/silver/ended.sql",
            "select {{ var('column', 1) }} as id");
    assertThat(workshop.models(project).build(Selection.ALL, RunOptions.USUAL).complaint())
        .isEmpty();

    RunOptions wrong = new RunOptions(false, Map.of("column", "nope"), false);
    assertThat(workshop.models(project).build(Selection.ALL, wrong).complaint())
        .contains("on-run-end: ", "model.shop.ended in silver");
  }

  @Test
  void a_target_has_a_name_and_a_schema(TestInfo test) {
    Path project =
        project(
            test,
            "models/told.sql",
            "{{ config(materialized='table') }} select '{{ target.name }}' as name");
    RunFlags prod = new RunFlags(0, false, "", false, false, "prod");
    build(project, RunFlags.NONE);
    assertThat(workshop.value("select name from main.told")).isEqualTo("dev");
    build(project, prod);
    assertThat(workshop.value("select name from main.told")).isEqualTo("prod");

    Workshop.write(
        project.resolve("profiles.yml"),
        "shop: {target: dev, outputs: {dev: {type: duckdb}, live: {type: duckdb, schema: gold}}}\n");
    build(project, new RunFlags(0, false, "", false, false, "live"));
    assertThat(workshop.value("select name from gold.told")).isEqualTo("live");
    assertThatThrownBy(() -> build(project, new RunFlags(0, false, "", false, false, "lvie")))
        .hasMessage(
            "profiles.yml: Cannot use target 'lvie': no profile has it.\n  Did you mean 'live'?");
  }

  @Test
  void a_retry_runs_what_was_not_well_and_what_waited_for_it(TestInfo test) {
    Path project =
        project(
            test,
            "models/silver/fine.sql",
            "{{ config(materialized='table') }} select 1 as id",
            "models/silver/broken.sql",
            "{{ config(materialized='table') }} select {{ var('column') }} from {{ ref('fine') }}",
            "models/gold/after.sql",
            "{{ config(materialized='table') }} select * from {{ ref('broken') }}");
    RunOptions options = new RunOptions(false, Map.of("column", "nope"), false);
    assertThat(workshop.models(project).build(Selection.ALL, options).well()).isFalse();

    assertThat(workshop.models(project).retry(RunOptions.USUAL).results())
        .extracting(result -> result.label() + " " + result.status())
        .containsExactly("silver.broken FAILED", "gold.after SKIPPED");
    RunOptions right = new RunOptions(false, Map.of("column", "id"), false);
    assertThat(workshop.models(project).retry(right).results())
        .extracting(result -> result.label() + " " + result.status())
        .containsExactly("silver.broken SUCCESS", "gold.after SUCCESS");
    assertThat(workshop.models(project).retry(right).results()).isEmpty();
  }
}
