package io.caravan.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FreshnessTest {
  private static final String SOURCES =
      """
      sources:
        - name: bronze
          freshness: {warn_after: {count: 1, period: day}, error_after: {count: 10, period: day}}
          loaded_at_field: _at
          tables:
            - name: users
            - name: orders
              freshness: {warn_after: {count: 5, period: minute}, filter: "id > 1"}
            - name: quiet
              freshness: null
            - name: asked
              config:
                freshness: {error_after: {count: 1, period: hour}}
                loaded_at_query: "select max(_at) from {{ this }}"
            - {name: committed, loaded_at_field: null}
            - {name: dated, loaded_at_field: d}
            - {name: casted, loaded_at_field: "d::timestamp"}
            - name: empty
            - name: not_there
      """;
  @TempDir static Path temp;
  private Workshop workshop;
  private Path project;

  @BeforeAll
  void fill() {
    workshop = new Workshop(temp.resolve("lake"));
    String now = "current_timestamp::timestamp";
    String rows = "select range + 1 as id, " + now + " - interval 2 day as _at from range(3)";
    workshop.append("bronze.users", rows);
    workshop.append("bronze.orders", rows);
    workshop.append("bronze.asked", "select 1 as id, current_timestamp as _at");
    workshop.append("bronze.committed", "select 1 as id");
    workshop.append("bronze.dated", "select current_date as d");
    workshop.append("bronze.casted", "select current_date as d");
    workshop.append("bronze.empty", "select 1 as id, " + now + " as _at where false");
    project =
        Workshop.project(
            temp.resolve("shop"),
            "models/bronze.yml",
            SOURCES,
            "macros/operations.sql",
            """
            {% macro count_users(above, below=100) %}
              {% set found = run_query('select count(*) from ' ~ source('bronze', 'users') ~ ' where id > ' ~ above ~ ' and id < ' ~ below) %}
              {{ return(found.columns[0].values()[0]) }}
            {% endmacro %}
            {% macro broken() %}{{ exceptions.raise_compiler_error('no way') }}{% endmacro %}
            """);
  }

  @AfterAll
  void close() {
    workshop.close();
  }

  private Map<String, String> statuses(String select) {
    Map<String, String> statuses = new LinkedHashMap<>();
    workshop
        .models(project)
        .freshness(Selection.of(select), RunOptions.USUAL)
        .forEach(age -> statuses.put(age.label(), age.status()));
    return statuses;
  }

  @Test
  void sources_are_as_fresh_as_dbt_says() {
    assertThat(statuses(""))
        .isEqualTo(
            Map.of(
                "bronze.users", "warn",
                "bronze.orders", "warn",
                "bronze.asked", "pass",
                "bronze.committed", "pass",
                "bronze.dated", "runtime error",
                "bronze.casted", "pass",
                "bronze.empty", "error",
                "bronze.not_there", "runtime error"));
  }

  @Test
  void what_was_found_is_in_sources_json() throws Exception {
    statuses("source:bronze.orders source:bronze.dated source:bronze.empty");

    Map<?, ?> written =
        (Map<?, ?>) Json.read(Files.readString(project.resolve("target/sources.json")));
    List<?> results = (List<?>) written.get("results");
    assertThat(results)
        .extracting(each -> String.valueOf(((Map<?, ?>) each).get("unique_id")))
        .containsExactly(
            "source.shop.bronze.dated", "source.shop.bronze.empty", "source.shop.bronze.orders");
    Map<?, ?> orders = (Map<?, ?>) results.get(2);
    assertThat(orders.get("criteria"))
        .isEqualTo(
            Map.of(
                "warn_after", Map.of("count", 5L, "period", "minute"),
                "error_after", Map.of("count", 10L, "period", "day"),
                "filter", "id > 1"));
    assertThat((Double) orders.get("max_loaded_at_time_ago_in_s")).isBetween(172800.0, 172900.0);
    assertThat(((Map<?, ?>) results.get(1)).get("max_loaded_at"))
        .isEqualTo("0001-01-01T00:00:00+00:00");
    assertThat((String) ((Map<?, ?>) results.get(0)).get("error"))
        .startsWith("Cannot tell how fresh bronze.dated is: '20")
        .endsWith("is no timestamp. Cast it: loaded_at_field: \"x::timestamp\".");
  }

  @Test
  void a_macro_runs_by_itself() {
    Models models = workshop.models(project);

    assertThat(models.operation("count_users", Map.of("above", 1L), RunOptions.USUAL))
        .isEqualTo(2L);
    assertThat(
            models.operation(
                "shop.count_users", Map.of("above", 1L, "below", 3L), RunOptions.USUAL))
        .isEqualTo(1L);
    assertThatThrownBy(() -> models.operation("count_user", Map.of(), RunOptions.USUAL))
        .hasMessage(
            "command line: Cannot run macro 'count_user': no package has it.\n"
                + "  Did you mean 'count_users'?");
    assertThatThrownBy(() -> models.operation("broken", Map.of(), RunOptions.USUAL))
        .hasMessageContaining("no way");
  }
}
