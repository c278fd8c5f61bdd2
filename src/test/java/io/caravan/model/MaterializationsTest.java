package io.caravan.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.caravan.lake.LakeTable;
import io.caravan.record.DatasetName;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MaterializationsTest {
  private static final String MERGED =
      """
      {{ config(materialized='incremental', unique_key='id'%s) }}
      select * from {{ source('bronze', 'users') }}
      {%% if is_incremental() %%} where seen > (select max(seen) from {{ this }}) {%% endif %%}
      """;

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

  private Invocation build(String select) {
    return workshop.models(project).build(Selection.of(select), RunOptions.USUAL);
  }

  private NodeResult built(String select) {
    Invocation invocation = build(select);
    assertThat(invocation.complaint()).isEmpty();
    return invocation.results().get(0);
  }

  private void users(String rows) {
    workshop.append("bronze.users", "SELECT * FROM (VALUES " + rows + ") AS t(id, name, seen)");
  }

  @Test
  void merging_twice_gives_what_one_query_over_everything_gives() {
    Workshop.project(project, "models/silver/users.sql", MERGED.formatted(""));
    users("(1, 'ada', 1), (2, 'grace', 1), (NULL, 'nobody', 1)");
    built("silver.users");
    users("(2, 'hopper', 2), (3, 'alan', 2)");
    assertThat(built("silver.users").rows()).isEqualTo(2);
    users("(1, 'lovelace', 3), (NULL, 'nobody else', 3)");
    built("silver.users");

    List<List<Object>> oracle =
        workshop.rows(
            "SELECT id, name, seen FROM (SELECT *, row_number() OVER (PARTITION BY id ORDER BY seen DESC) AS n FROM bronze.users) WHERE id IS NULL OR n = 1 ORDER BY ALL");
    assertThat(workshop.rows("SELECT id, name, seen FROM silver.users ORDER BY ALL"))
        .isEqualTo(oracle)
        .hasSize(5);
  }

  @Test
  void rows_that_came_after_a_gate_looked_wait_for_the_next_run() {
    Workshop.project(project, "models/silver/users.sql", MERGED.formatted(""));
    users("(1, 'ada', 1)");
    long passed = workshop.snapshot("bronze.users");
    users("(2, 'unchecked', 2)");
    RunOptions gated = RunOptions.USUAL.reading(DatasetName.parse("bronze.users"), passed);
    workshop.models(project).build(Selection.of("silver.users"), gated);
    assertThat(workshop.rows("SELECT id FROM silver.users")).containsExactly(List.of(1));

    built("silver.users");
    assertThat(workshop.rows("SELECT id FROM silver.users ORDER BY 1")).hasSize(2);
  }

  @Test
  void nothing_new_commits_nothing() {
    Workshop.project(project, "models/silver/users.sql", MERGED.formatted(""));
    users("(1, 'ada', 1)");
    built("silver.users");
    long snapshot = workshop.snapshot("silver.users");

    assertThat(built("silver.users").status()).isEqualTo(NodeResult.Status.UNCHANGED);
    assertThat(workshop.snapshot("silver.users")).isEqualTo(snapshot);
  }

  @Test
  void a_key_that_stands_twice_in_the_new_rows_is_refused() {
    Workshop.project(project, "models/silver/users.sql", MERGED.formatted(""));
    users("(1, 'ada', 1)");
    built("silver.users");
    users("(2, 'a', 2), (2, 'b', 2)");

    Invocation refused = build("silver.users");

    assertThat(refused.complaint())
        .isEqualTo(
            "silver.users: Cannot merge into silver.users: 1 keys stand twice in the new rows, for example [id] = [2]. Deduplicate the model's query by id.");
    assertThat(workshop.value("SELECT count(*) FROM silver.users")).isEqualTo(1L);
  }

  @Test
  void a_key_of_several_columns_is_merged_by_all_of_them() {
    Workshop.project(
        project, "models/silver/users.sql", MERGED.formatted("").replace("'id'", "['id', 'name']"));
    users("(1, 'ada', 1), (1, 'eda', 1)");
    built("silver.users");
    users("(1, 'ada', 2)");
    built("silver.users");

    assertThat(workshop.rows("SELECT id, name, seen FROM silver.users ORDER BY ALL"))
        .containsExactly(List.of(1, "ada", 2), List.of(1, "eda", 1));
  }

  @Test
  void columns_that_a_merge_leaves_alone_keep_their_value() {
    Workshop.project(
        project, "models/silver/users.sql", MERGED.formatted(", merge_exclude_columns=['name']"));
    users("(1, 'ada', 1)");
    built("silver.users");
    users("(1, 'other', 2), (2, 'new', 2)");
    built("silver.users");

    assertThat(workshop.rows("SELECT id, name, seen FROM silver.users ORDER BY ALL"))
        .containsExactly(List.of(1, "ada", 2), List.of(2, "new", 2));
  }

  @Test
  void append_only_adds_and_a_full_refresh_begins_anew() {
    Workshop.project(
        project, "models/silver/users.sql", MERGED.formatted(", incremental_strategy='append'"));
    users("(1, 'ada', 1)");
    built("silver.users");
    users("(1, 'lovelace', 2)");
    built("silver.users");
    assertThat(workshop.value("SELECT count(*) FROM silver.users WHERE id = 1")).isEqualTo(2L);

    Workshop.project(project, "models/silver/users.sql", MERGED.formatted(""));
    users("(2, 'grace', 3)");
    workshop
        .models(project)
        .build(Selection.of("silver.users"), new RunOptions(true, Map.of(), false));
    assertThat(workshop.value("SELECT count(*) FROM silver.users")).isEqualTo(3L);
  }

  @Test
  void delete_and_insert_replaces_a_key_by_all_of_its_new_rows() {
    Workshop.project(
        project,
        "models/silver/users.sql",
        MERGED.formatted(", incremental_strategy='delete+insert'"));
    users("(1, 'ada', 1), (2, 'grace', 1)");
    built("silver.users");
    users("(1, 'a', 2), (1, 'b', 2)");
    built("silver.users");

    assertThat(workshop.rows("SELECT id, name FROM silver.users ORDER BY ALL"))
        .containsExactly(List.of(1, "a"), List.of(1, "b"), List.of(2, "grace"));
  }

  @Test
  void new_columns_come_in_as_the_model_says() {
    Workshop.project(project, "models/silver/users.sql", MERGED.formatted(""));
    users("(1, 'ada', 1)");
    built("silver.users");
    users("(2, 'grace', 2)");
    Workshop.project(
        project,
        "models/silver/users.sql",
        MERGED.formatted("").replace("select *", "select *, upper(name) as loud"));
    built("silver.users");
    assertThat(columns("silver.users")).containsExactly("id", "name", "seen");

    users("(3, 'alan', 3)");
    Workshop.project(
        project,
        "models/silver/users.sql",
        MERGED
            .formatted(", on_schema_change='append_new_columns'")
            .replace("select *", "select *, upper(name) as loud"));
    built("silver.users");
    assertThat(columns("silver.users")).containsExactly("id", "name", "seen", "loud");
    List<Object> lines =
        new ArrayList<>(
            workshop.rows("SELECT id, coalesce(loud, '-') FROM silver.users ORDER BY id"));
    assertThat(lines).containsExactly(List.of(1, "-"), List.of(2, "-"), List.of(3, "ALAN"));

    users("(4, 'linus', 4)");
    Workshop.project(
        project,
        "models/silver/users.sql",
        MERGED
            .formatted(", on_schema_change='sync_all_columns'")
            .replace("select *", "select id, seen, 1.5 as score"));
    built("silver.users");
    assertThat(columns("silver.users")).containsExactly("id", "seen", "score");

    users("(5, 'barbara', 5)");
    Workshop.project(
        project, "models/silver/users.sql", MERGED.formatted(", on_schema_change='fail'"));
    assertThat(build("silver.users").complaint())
        .startsWith(
            "silver.users: Cannot add to silver.users: its columns changed (added [name], gone [score], other type [])");
  }

  private List<String> columns(String dataset) {
    return workshop.lake.load(DatasetName.parse(dataset)).columns().names();
  }

  @Test
  void tables_views_ephemeral_models_and_seeds_read_each_other() {
    Workshop.project(
        project,
        "seeds/raw/rates.csv",
        "currency,rate,since,ok,note\nEUR,1,2024-01-01,true,\"a, \"\"b\"\"\"\nUSD,0.9,2024-02-01,false,\n",
        "models/silver/paid.sql",
        "{{ config(materialized='ephemeral') }} with o as (select * from {{ source('bronze', 'orders') }}) select * from o where paid",
        "models/silver/known.sql",
        "{{ config(materialized='ephemeral') }} select * from {{ ref('paid') }} where currency is not null",
        "models/gold/revenue.sql",
        "{{ config(materialized='table') }} with k as (select * from {{ ref('known') }}) select currency, sum(amount * rate) as revenue from k join {{ ref('rates') }} using (currency) group by 1",
        "models/gold/best.sql",
        "select * from {{ ref('revenue') }} order by revenue desc limit 1",
        "models/gold/schema.yml",
        "models: [{name: best, columns: [{name: currency, tests: [not_null]}]}]");
    workshop.append(
        "bronze.orders",
        "SELECT * FROM (VALUES ('EUR', 10, true), ('USD', 100, true), ('USD', 7, false), (NULL, 5, true)) AS t(currency, amount, paid)");

    Invocation invocation = workshop.models(project).build(Selection.ALL, RunOptions.USUAL);

    assertThat(invocation.complaint()).isEmpty();
    assertThat(invocation.results())
        .extracting(NodeResult::label)
        .containsExactly("main.rates", "gold.revenue", "gold.best");
    assertThat(workshop.rows("SELECT currency, CAST(revenue AS INTEGER) FROM gold.best"))
        .containsExactly(List.of("USD", 90));
    assertThat(
            workshop.rows(
                "SELECT typeof(rate), typeof(since), typeof(ok), note FROM main.rates LIMIT 1"))
        .containsExactly(List.of("DOUBLE", "DATE", "BOOLEAN", "a, \"b\""));
  }

  @Test
  void a_table_changes_its_columns_together_with_its_rows() {
    Workshop.project(
        project,
        "models/gold/numbers.sql",
        "{{ config(materialized='table') }} select 1 as a, 'x' as b");
    built("gold.numbers");
    Workshop.project(
        project,
        "models/gold/numbers.sql",
        "{{ config(materialized='table') }} select 'one' as a, 2 as c");
    built("gold.numbers");

    assertThat(columns("gold.numbers")).containsExactly("a", "c");
    assertThat(workshop.rows("SELECT * FROM gold.numbers")).containsExactly(List.of("one", 2));
  }

  @Test
  void hooks_run_around_the_model_and_grants_are_kept_with_the_table() {
    Workshop.project(
        project,
        "dbt_project.yml",
        "name: shop\non-run-start: \"create or replace macro twice(x) as x * 2\"\nmodels: {shop: {+grants: {select: [analysts]}}}\n",
        "models/gold/numbers.sql",
        "{{ config(materialized='table', pre_hook=\"create or replace macro thrice(x) as x * {{ 3 }}\") }} select twice(2) as a, thrice(2) as b");
    built("gold.numbers");

    assertThat(workshop.rows("SELECT a, b FROM gold.numbers")).containsExactly(List.of(4, 6));
    assertThat(workshop.lake.load(DatasetName.parse("gold.numbers")).properties())
        .containsEntry("grants", "{\"select\":[\"analysts\"]}");
  }

  @Test
  void a_missing_input_is_told_and_what_reads_it_is_skipped() {
    Workshop.project(
        project,
        "models/sources.yml",
        "sources: [{name: bronze, tables: [{name: nothing}]}]",
        "models/silver/a.sql",
        "{{ config(materialized='table') }} select * from {{ source('bronze', 'nothing') }}",
        "models/gold/b.sql",
        "{{ config(materialized='table') }} select * from {{ ref('a') }}",
        "models/gold/c.sql",
        "{{ config(materialized='table') }} select 1 as c");

    Invocation invocation = workshop.models(project).build(Selection.ALL, RunOptions.USUAL);

    assertThat(invocation.complaint())
        .isEqualTo(
            "silver.a: Cannot build 'silver.a': it reads bronze.nothing, which does not exist yet. Run the route that writes it first.");
    assertThat(invocation.results())
        .extracting(NodeResult::label, NodeResult::status)
        .containsExactlyInAnyOrder(
            org.assertj.core.groups.Tuple.tuple("silver.a", NodeResult.Status.FAILED),
            org.assertj.core.groups.Tuple.tuple("gold.b", NodeResult.Status.SKIPPED),
            org.assertj.core.groups.Tuple.tuple("gold.c", NodeResult.Status.SUCCESS));
  }

  @Test
  void a_model_that_becomes_a_view_and_a_table_again_is_read_under_one_name() {
    Workshop.project(
        project, "models/gold/x.sql", "{{ config(materialized='table') }} select 1 as a");
    built("gold.x");
    Workshop.project(project, "models/gold/x.sql", "select 2 as a");
    built("gold.x");
    assertThat(workshop.value("SELECT a FROM gold.x")).isEqualTo(2);
    assertThat(built("gold.x").status()).isEqualTo(NodeResult.Status.UNCHANGED);
    Workshop.project(
        project, "models/gold/x.sql", "{{ config(materialized='table') }} select 3 as a");
    built("gold.x");
    assertThat(workshop.value("SELECT a FROM gold.x")).isEqualTo(3);
    assertThat(workshop.lake.load(DatasetName.parse("gold.x")).snapshot(LakeTable.MAIN))
        .isPresent();
  }

  @Test
  void what_is_not_there_yet_is_named_and_a_test_that_stands_at_it_holds_nobody_up() {
    Workshop.project(
        project,
        "models/silver/carriers.sql",
        "select 'AA' as carrier",
        "models/silver/flights.sql",
        "select * from {{ ref('stage') }}",
        "models/silver/stage.sql",
        "{{ config(materialized='ephemeral') }} select * from {{ source('bronze', 'flights') }}",
        "models/silver/schema.yml",
        """
        sources: [{name: bronze, tables: [{name: flights}]}]
        models:
          - name: flights
            columns: [{name: carrier, tests: [{relationships: {to: ref('carriers'), field: carrier}}]}]
        """);

    Invocation early = build("silver.flights");
    assertThat(early.complaint())
        .isEqualTo(
            "silver.flights: Cannot build 'silver.flights': it reads bronze.flights, which does not exist yet. Run the route that writes it first.");
    assertThat(early.missing()).extracting(Object::toString).containsExactly("bronze.flights");

    workshop.append("bronze.flights", "SELECT 'AA' AS carrier");
    assertThat(build("silver.flights").complaint())
        .contains("which is not built yet. Build it too: --select +silver.flights.");
    built("silver.carriers");
    built("silver.flights");
    assertThat(built("silver.carriers").tests()).as("now that both are there").hasSize(1);
  }
}
