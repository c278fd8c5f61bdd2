package io.caravan.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PlanTest {
  @TempDir Path temp;
  private Workshop workshop;
  private Path project;

  @BeforeEach
  void build() {
    workshop = new Workshop(temp.resolve("lake"));
    workshop.append("bronze.users", "select range as id from range(3)");
    workshop.append("bronze.people", "select range as id from range(5)");
    project =
        Workshop.project(
            temp.resolve("shop"),
            "models/bronze.yml",
            "sources: [{name: bronze, tables: [{name: users}]}]",
            "models/silver/users.sql",
            "{{ config(materialized='incremental', unique_key='id') }} select id, {{ one() }} as x from {{ source('bronze', 'users') }}",
            "models/silver/near.sql",
            "{{ config(materialized='ephemeral') }} select * from {{ ref('users') }}",
            "models/gold/people.sql",
            "{{ config(materialized='table') }} select * from {{ ref('near') }} join {{ ref('codes') }} using (id)",
            "models/gold/shown.sql",
            "select * from {{ ref('people') }}",
            "seeds/codes.csv",
            "id\n1\n",
            "macros/one.sql",
            "{% macro one() %}1{% endmacro %}");
    workshop.models(project).build(Selection.ALL, RunOptions.USUAL);
  }

  @AfterEach
  void close() {
    workshop.close();
  }

  private List<String> plan(RunOptions options) {
    return workshop.models(project).plan(Selection.ALL, options).stream()
        .map(
            planned ->
                planned.dataset()
                    + " "
                    + planned.action()
                    + ": "
                    + String.join("; ", planned.reasons())
                    + " "
                    + planned.reads())
        .toList();
  }

  private List<String> plan() {
    return plan(RunOptions.USUAL);
  }

  private void write(String file, String text) {
    Workshop.write(project.resolve(file), text);
  }

  @Test
  void nothing_is_planned_when_nothing_was_edited() {
    assertThat(plan()).isEmpty();
  }

  @Test
  void an_edited_macro_reaches_what_uses_it_and_what_reads_that() {
    write("macros/one.sql", "{% macro one() %}2{% endmacro %}");

    assertThat(plan())
        .containsExactly(
            "silver.users ADD: macro one changed {bronze.users=3}",
            "gold.people REBUILD: it reads silver.users, which will change {main.codes=1, silver.users=3}",
            "gold.shown FOLLOW: it reads gold.people, which will change {}");
    assertThat(plan(new RunOptions(true, java.util.Map.of(), false)).get(0))
        .startsWith("silver.users REBUILD");
  }

  @Test
  void edited_seeds_models_sources_and_settings_say_what_changed() {
    write("seeds/codes.csv", "id\n2\n");
    assertThat(plan().get(0)).isEqualTo("main.codes REBUILD: its text changed {}");
    write("seeds/codes.csv", "id\n1\n");

    write(
        "models/bronze.yml",
        "sources: [{name: bronze, tables: [{name: users, identifier: people}]}]");
    assertThat(plan().get(0))
        .isEqualTo("silver.users ADD: source bronze.people changed {bronze.people=5}");
    write("models/bronze.yml", "sources: [{name: bronze, tables: [{name: users}]}]");

    write(
        "models/silver/near.sql",
        "{{ config(materialized='ephemeral') }} select * from {{ ref('users') }} where id > 0");
    assertThat(plan().get(0))
        .isEqualTo("gold.people REBUILD: model near changed {main.codes=1, silver.users=3}");

    write(
        "models/gold/shown.sql",
        "{{ config(tags='x', meta={'a': 1}) }} select id from {{ ref('people') }}");
    assertThat(plan().get(1))
        .isEqualTo(
            "gold.shown REPLACE: its text changed; its configuration changed; it reads gold.people, which will change {}");
  }

  @Test
  void what_is_new_and_what_no_file_builds_any_more_is_told() throws Exception {
    write(
        "models/gold/more.sql",
        "{{ config(materialized='table') }} select * from {{ ref('codes') }}");
    Files.delete(project.resolve("models/gold/shown.sql"));

    assertThat(plan())
        .containsExactly(
            "gold.more BUILD: it is new {main.codes=1}",
            "gold.shown LEAVE: no file of this project builds it; readers still see it {}");
    workshop.models(project).build(Selection.of("state:modified+"), RunOptions.USUAL);
    assertThat(plan()).hasSize(1);
  }
}
