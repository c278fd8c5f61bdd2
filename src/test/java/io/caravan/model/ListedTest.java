package io.caravan.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.caravan.record.ProjectException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ListedTest {
  @TempDir Path temp;

  @Test
  void nodes_and_sources_are_listed_as_dbt_lists_them() {
    Project project =
        Project.read(
            Workshop.project(
                temp,
                "models/silver/users.sql",
                "{{ config(tags='daily') }} select * from {{ source('bronze', 'users') }}",
                "models/silver/schema.yml",
                """
                sources: [{name: bronze, tables: [{name: users}]}]
                models: [{name: users, columns: [{name: id, data_tests: [unique]}]}]
                unit_tests: [{name: u, model: users, given: [{input: "source('bronze', 'users')", rows: []}], expect: {rows: []}}]
                """,
                "seeds/codes.csv",
                "code\n1\n"),
            ProjectSettings.usual());

    assertThat(project.listed(Selection.ALL, Before.NOTHING))
        .extracting(Listed::selector)
        .containsExactly(
            "shop.silver.users",
            "shop.codes",
            "source:shop.bronze.users",
            "shop.silver.unique_users_id",
            "unit_test:shop.u");
    assertThat(project.listed(new Selection("source:bronze+", "test_type:unit"), Before.NOTHING))
        .extracting(listed -> listed.type() + " " + listed.name() + " " + listed.path())
        .containsExactly(
            "model users models/silver/users.sql",
            "source bronze.users models/silver/schema.yml",
            "test unique_users_id models/silver/schema.yml");
    assertThat(
            project
                .listed(Selection.of("tag:daily,resource_type:model"), Before.NOTHING)
                .get(0)
                .keys())
        .containsEntry("unique_id", "model.shop.users")
        .containsEntry("alias", "users")
        .containsEntry("tags", List.of("daily"))
        .containsEntry(
            "depends_on",
            Map.of("nodes", List.of("source.shop.bronze.users"), "macros", List.of()));
  }

  @Test
  void a_model_that_cannot_be_built_here_keeps_nobody_from_the_others() {
    Path folder =
        Workshop.project(
            temp.resolve("project"),
            "models/silver/users.sql",
            "select 1 as id",
            "models/silver/scored.py",
            "def model(dbt, session): return dbt.ref('users')",
            "models/silver/heaped.sql",
            "{{ config(materialized='heap') }} select * from {{ ref('scored') }}");
    try (Workshop workshop = new Workshop(temp)) {
      Models models = workshop.models(folder);

      assertThat(models.list(Selection.ALL, RunOptions.USUAL))
          .extracting(Listed::name)
          .containsExactlyInAnyOrder("users", "scored", "heaped");
      assertThat(models.compile(Selection.of("heaped"), RunOptions.USUAL).values())
          .singleElement()
          .asString()
          .contains("\"silver\".\"scored\"");
      assertThat(models.build(Selection.of("users"), RunOptions.USUAL).complaint()).isEmpty();
      assertThatThrownBy(() -> models.build(Selection.ALL, RunOptions.USUAL))
          .isInstanceOf(ProjectException.class)
          .hasMessageContaining("models/silver/heaped.sql: Cannot build 'heaped'")
          .hasMessageContaining("models/silver/scored.py: Cannot build 'scored'");
      assertThat(models.problems()).hasSize(2);
    }
  }
}
