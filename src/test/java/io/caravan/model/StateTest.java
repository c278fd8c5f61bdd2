package io.caravan.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StateTest {
  @TempDir Path temp;
  private Workshop workshop;
  private Path project;

  @BeforeEach
  void build() {
    workshop = new Workshop(temp.resolve("lake"));
    project =
        Workshop.project(
            temp.resolve("shop"),
            "dbt_project.yml",
            "name: shop\nmodels: {shop: {gold: {+materialized: table}}}\n",
            "models/silver/users.sql",
            "select 1 as id, {{ cents('2') }} as paid, code from {{ ref('codes') }}",
            "models/silver/kept.sql",
            "{{ config(materialized='ephemeral') }} select * from {{ ref('users') }}",
            "models/gold/people.sql",
            "select * from {{ ref('kept') }}",
            "models/gold/others.sql",
            "select 1 as id",
            "models/gold/schema.yml",
            "models: [{name: others, description: All, columns: [{name: id, data_tests: [unique]}]}]",
            "seeds/codes.csv",
            "code\n1\n",
            "macros/cents.sql",
            "{% macro cents(x) %}({{ hundred() }} * {{ x }}){% endmacro %}",
            "macros/hundred.sql",
            "{% macro hundred() %}100{% endmacro %}");
    assertThat(workshop.models(project).build(Selection.ALL, RunOptions.USUAL).complaint())
        .isEmpty();
  }

  @AfterEach
  void close() {
    workshop.close();
  }

  private List<String> selected(String select, RunOptions options) {
    return workshop.models(project).list(new Selection(select, "", "", "empty"), options).stream()
        .map(Listed::name)
        .toList();
  }

  private List<String> selected(String select) {
    return selected(select, RunOptions.USUAL);
  }

  private void write(String file, String text) {
    Workshop.write(project.resolve(file), text);
  }

  @Test
  void what_is_published_knows_what_it_was_built_from() {
    assertThat(selected("state:modified")).isEmpty();
    assertThat(selected("state:unmodified")).containsExactly("others", "people", "users", "codes");

    write("models/gold/others.sql", "select 2 as id");
    write("models/gold/more.sql", "select 3 as id");
    assertThat(selected("state:modified")).containsExactly("more", "others");
    assertThat(selected("state:new")).containsExactly("more");
    assertThat(selected("state:modified.body,state:old")).containsExactly("others");
    assertThat(selected("state:modified.configs,state:old")).isEmpty();

    workshop.models(project).build(Selection.of("state:modified"), RunOptions.USUAL);
    assertThat(selected("state:modified")).isEmpty();
  }

  @Test
  void macros_ephemeral_models_seeds_and_configuration_are_part_of_what_was_built() {
    write("macros/hundred.sql", "{% macro hundred() %}1000{% endmacro %}");
    assertThat(selected("state:modified.macros,state:old")).containsExactly("users");

    write(
        "models/silver/kept.sql",
        "{{ config(materialized='ephemeral') }} select * from {{ ref('users') }} where id > 0");
    assertThat(selected("state:modified.body")).containsExactly("people");

    write("seeds/codes.csv", "code\n2\n");
    assertThat(selected("state:modified+")).containsExactly("kept", "people", "users", "codes");

    write(
        "dbt_project.yml",
        "name: shop\nmodels: {shop: {gold: {+materialized: table, +unique_key: id}}}\n");
    assertThat(selected("state:modified.configs")).containsExactly("others", "people");
  }

  @Test
  void a_version_that_its_tests_hold_back_stays_modified() {
    write("models/gold/others.sql", "select 1 as id union all select 1");
    Invocation blocked =
        workshop.models(project).build(Selection.of("state:modified"), RunOptions.USUAL);

    assertThat(blocked.well()).isFalse();
    assertThat(selected("state:modified")).containsExactly("others");
    assertThat(selected("result:error")).containsExactly("others");
    assertThat(selected("result:fail")).containsExactly("unique_others_id");
  }

  @Test
  void compares_with_the_manifest_of_another_run() {
    Path state = Workshop.copy(project.resolve("target"), temp.resolve("state"));
    RunOptions compared = RunOptions.USUAL.comparedWith(state);
    assertThat(selected("state:modified", compared)).isEmpty();

    write("macros/hundred.sql", "{% macro hundred() %}1000{% endmacro %}");
    write("models/gold/schema.yml", "models: [{name: others, description: Other words}]");
    write("tests/none.sql", "select * from {{ ref('others') }} where false");
    workshop.models(project).build(Selection.ALL, RunOptions.USUAL);

    assertThat(selected("state:modified")).isEmpty();
    assertThat(selected("state:modified", compared)).containsExactly("users", "none");
    assertThat(selected("state:new", compared)).containsExactly("none");
    assertThat(selected("result:success", compared)).contains("users", "people", "others");
  }

  @Test
  void a_source_is_fresher_when_it_has_newer_rows_than_before() throws Exception {
    write(
        "models/bronze.yml",
        "sources: [{name: bronze, loaded_at_field: came, freshness: {warn_after: {count: 1, period: day}}, tables: [{name: clicks}, {name: views}]}]");
    String at = "select timestamp '2026-01-0";
    workshop.append("bronze.clicks", at + "1' as came");
    workshop.append("bronze.views", at + "1' as came");
    workshop.models(project).freshness(Selection.ALL, RunOptions.USUAL);
    Path state = Workshop.copy(project.resolve("target"), temp.resolve("state"));
    workshop.append("bronze.views", at + "2' as came");
    workshop.models(project).freshness(Selection.ALL, RunOptions.USUAL);

    assertThat(selected("source_status:fresher", RunOptions.USUAL.comparedWith(state)))
        .containsExactly("bronze.views");
    Files.delete(state.resolve("sources.json"));
    assertThatThrownBy(
            () -> selected("source_status:fresher", RunOptions.USUAL.comparedWith(state)))
        .hasMessageContaining("sources.json': it is not there.")
        .hasMessageContaining("Give the target folder of another run: --state DIR.");
  }
}
