package io.caravan.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.caravan.record.DatasetName;
import io.caravan.record.Problem;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProjectTest {
  @TempDir Path temp;

  private Project read(String... filesAndTexts) {
    return Project.read(Workshop.project(temp, filesAndTexts), ProjectSettings.usual());
  }

  private static Node node(Project project, String id) {
    return project.node(id).orElseThrow();
  }

  @Test
  void the_nearest_configuration_wins_and_tags_meta_and_grants_add_up() {
    Project project =
        read(
            "dbt_project.yml",
                """
                name: shop
                models:
                  +tags: all
                  shop:
                    +meta: {owner: everybody, cost: low}
                    silver:
                      +materialized: table
                      +tags: [silver]
                      +grants: {select: [a]}
                      users: {+schema: people}
                """,
            "models/silver/users.sql",
                "{{ config(tags='file', alias='folk', grants={'+select': ['b']}) }} select 1 as id",
            "models/silver/schema.yml",
                "models: [{name: users, tags: yml, meta: {owner: data}, config: {materialized: incremental}}]");

    Config config = node(project, "model.shop.users").config();

    assertThat(config.materialized()).isEqualTo("incremental");
    assertThat(config.texts("tags")).containsExactly("all", "silver", "yml", "file");
    assertThat(config.map("meta")).isEqualTo(Map.of("owner", "data", "cost", "low"));
    assertThat(config.map("grants")).isEqualTo(Map.of("select", List.of("a", "b")));
    assertThat(project.datasets()).containsExactly(DatasetName.parse("people.folk"));
  }

  @Test
  void a_model_is_named_by_folder_schema_or_the_projects_own_macro() {
    Project project =
        read(
            "models/silver/deep/a.sql",
            "select 1",
            "models/b.sql",
            "select 1",
            "models/gold/c.sql",
            "{{ config(schema='mart') }} select 1");
    assertThat(project.datasets())
        .extracting(DatasetName::toString)
        .containsExactly("main.b", "mart.c", "silver.a");

    Project own =
        read(
            "macros/names.sql",
            "{% macro generate_schema_name(custom, node) %}{{ target.name }}_{{ custom or node.fqn[1] }}{% endmacro %}");
    assertThat(own.datasets())
        .extracting(DatasetName::toString)
        .containsExactly("dev_b.b", "dev_mart.c", "dev_silver.a");
  }

  @Test
  void a_ref_means_the_latest_version_unless_it_names_one() {
    Project project =
        read(
            "models/silver/users_v1.sql", "select 1 as id",
            "models/silver/people.sql", "select 2 as id",
            "models/silver/schema.yml",
                "models: [{name: users, latest_version: 2, versions: [{v: 1}, {v: 2, defined_in: people}], columns: [{name: id, tests: [unique]}]}]",
            "models/gold/a.sql", "select * from {{ ref('users') }}",
            "models/gold/b.sql", "select * from {{ ref('users', v=1) }}");

    assertThat(node(project, "model.shop.a").dependsOn()).containsExactly("model.shop.users.v2");
    assertThat(node(project, "model.shop.b").dependsOn()).containsExactly("model.shop.users.v1");
    assertThat(node(project, "model.shop.users.v2").relation()).hasToString("silver.users_v2");
    assertThat(project.list(Selection.of("version:latest,resource_type:model")))
        .contains("silver.users_v2")
        .doesNotContain("silver.users_v1");
  }

  @Test
  void a_version_keeps_the_columns_it_includes_and_has_tests_of_its_own() {
    Project project =
        read(
            "models/silver/users.sql", "select 1 as id",
            "models/silver/users_v2.sql", "select 2 as key",
            "models/silver/schema.yml",
                """
                models:
                  - name: users
                    latest_version: 1
                    columns: [{name: id, tests: [unique]}, {name: name}]
                    versions:
                      - v: 1
                        config: {alias: people}
                      - v: 2
                        description: keys
                        columns: [{include: all, exclude: [id]}, {name: key, tests: [not_null]}]
                """);

    assertThat(node(project, "model.shop.users.v1").relation()).hasToString("silver.people");
    assertThat(node(project, "model.shop.users.v1").documentation().columns())
        .extracting(ColumnSpec::name)
        .containsExactly("id", "name");
    assertThat(node(project, "model.shop.users.v2").documentation().columns())
        .extracting(ColumnSpec::name)
        .containsExactly("name", "key");
    assertThat(project.list(Selection.of("resource_type:test")))
        .containsExactly("not_null_users_v2_key", "unique_users_v1_id");
  }

  @Test
  void a_source_that_the_project_builds_is_built_before_it_is_read() {
    Project project =
        read(
            "dbt_project.yml", "name: shop\nseeds: {shop: {+schema: raw}}\n",
            "seeds/sales.csv", "id\n1\n",
            "models/silver/sources.yml", "sources: [{name: raw, tables: [{name: sales}]}]",
            "models/silver/a.sql", "select * from {{ source('raw', 'sales') }}",
            "models/silver/sales.sql",
                "{{ config(schema='raw', alias='b') }} select * from {{ source('raw', 'sales') }}");

    assertThat(node(project, "model.shop.a").dependsOn())
        .containsExactly("seed.shop.sales", "source.shop.raw.sales");
  }

  @Test
  void properties_of_what_is_not_there_and_metrics_are_only_warned_of() {
    Project project =
        read(
            "seeds/rates.csv", "currency\nEUR\n",
            "models/silver/users.sql", "select 1 as id",
            "models/silver/schema.yml",
                """
                models:
                  - {name: user, columns: [{name: id, tests: [unique]}]}
                  - {name: rates, columns: [{name: currency, tests: [unique]}]}
                metrics: [{name: revenue}]
                """);

    assertThat(project.warnings())
        .extracting(Problem::toString)
        .containsExactly(
            "models/silver/schema.yml(4,1): Cannot answer 'metrics': there is no metrics server here.\n  Nothing that is built depends on them; they may stay.",
            "models/silver/schema.yml(2,5): Cannot describe 'user': there is no such file in models.\n  Did you mean 'users'?");
    assertThat(project.list(Selection.of("resource_type:test")))
        .containsExactly("unique_rates_currency");
  }

  @Test
  void a_vendored_package_brings_models_and_macros_and_the_project_configures_them() {
    Project project =
        read(
            "dbt_project.yml",
                "name: shop\nvars: {tools: {unit: km}}\nmodels: {tools: {+schema: toolbox}}\n",
            "dbt_packages/tools/dbt_project.yml",
                "name: tools\nvars: {unit: mi}\nmodels: {tools: {+materialized: table}}\n",
            "dbt_packages/tools/macros/m.sql",
                "{% macro unit() %}{{ return(adapter.dispatch('unit', 'tools')()) }}{% endmacro %}{% macro default__unit() %}theirs{% endmacro %}",
            "dbt_packages/tools/models/distances.sql",
                "select '{{ var('unit') }} {{ tools.unit() }}' as unit",
            "macros/own.sql", "{% macro default__unit() %}ours{% endmacro %}",
            "models/gold/a.sql", "select * from {{ ref('tools', 'distances') }}");

    assertThat(node(project, "model.tools.distances").config().materialized()).isEqualTo("table");
    assertThat(node(project, "model.shop.a").dependsOn()).containsExactly("model.tools.distances");
    try (Workshop workshop = new Workshop(temp.resolve("lake"))) {
      assertThat(workshop.models(temp).compile(Selection.of("distances"), RunOptions.USUAL))
          .containsEntry("toolbox.distances", "select 'km ours' as unit");
    }
  }

  @Test
  void an_undeclared_source_is_a_table_that_a_route_writes() {
    Workshop.project(
        temp, "models/silver/users.sql", "select * from {{ source('bronze', 'users') }}");

    Project project =
        Project.read(
            temp, ProjectSettings.usual().withDatasets(Set.of(DatasetName.parse("bronze.users"))));

    assertThat(project.inputs()).containsExactly(DatasetName.parse("bronze.users"));
    assertThat(project.list(Selection.of("source:bronze.users+"))).containsExactly("silver.users");
  }

  @Test
  void a_broken_name_of_a_configuration_folder_is_warned_of() {
    Project project =
        read(
            "dbt_project.yml",
            "name: shop\nmodels: {shop: {silvr: {+materialized: table}}}\n",
            "models/silver/users.sql",
            "select 1");

    assertThat(project.warnings())
        .extracting(Object::toString)
        .containsExactly(
            "dbt_project.yml(2,17): Cannot use configuration of 'silvr': no models are below it.\n  Did you mean 'silver'?");
  }

  @Test
  void a_run_of_one_model_by_two_at_once_leaves_the_rows_of_both() throws Exception {
    Workshop.project(
        temp,
        "models/silver/users.sql",
        "{{ config(materialized='incremental', unique_key='id') }} select * from {{ source('bronze', 'users') }} {% if is_incremental() %}where seen > (select max(seen) from {{ this }}){% endif %}");
    try (Workshop workshop = new Workshop(temp.resolve("lake"))) {
      workshop.append("bronze.users", "SELECT i AS id, 1 AS seen FROM range(100) t(i)");
      Models models = workshop.models(temp);
      models.build(Selection.ALL, RunOptions.USUAL);
      workshop.append("bronze.users", "SELECT i AS id, 2 AS seen FROM range(50, 150) t(i)");
      Models elsewhere = workshop.models(temp);
      Thread other = new Thread(() -> elsewhere.build(Selection.ALL, RunOptions.USUAL));
      other.start();
      Invocation mine = models.build(Selection.ALL, RunOptions.USUAL);
      other.join();

      assertThat(mine.complaint()).isEmpty();
      assertThat(workshop.rows("SELECT count(*), count(DISTINCT id), sum(seen) FROM silver.users"))
          .extracting(row -> row.get(0) + " " + row.get(1) + " " + row.get(2))
          .containsExactly("150 150 250");
    }
  }
}
