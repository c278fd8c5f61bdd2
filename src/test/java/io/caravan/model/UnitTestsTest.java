package io.caravan.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.caravan.record.DatasetName;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UnitTestsTest {
  private static final String MODEL =
      """
      {{ config(materialized='incremental', unique_key='id') }}
      select u.id, upper(u.name) as name, c.country, cast(u.score * {{ var('factor', 2) }} as decimal(9,2)) as score
      from {{ source('bronze', 'users') }} u left join {{ ref('countries') }} c on c.city = u.city
      {% if is_incremental() %} where u.id > (select max(id) from {{ this }}) {% endif %}
      """;

  private static final String TESTS =
      """
      unit_tests:
        - name: names_are_loud_and_cities_have_countries
          model: users
          overrides: {macros: {is_incremental: false}, vars: {factor: 3}}
          given:
            - input: source('bronze', 'users')
              rows:
                - {id: 1, name: "o'hara", city: Rome, score: 1.5}
                - {id: 2, name: bo}
            - input: ref('countries')
              format: csv
              rows: |
                city,country
                Rome,Italy
                Oslo,
          expect:
            rows:
              - {ID: 2, name: BO, country: null, score: null}
              - {ID: 1, name: "O'HARA", country: %s, score: 4.5}
        - name: only_new_rows_are_read
          model: users
          overrides: {macros: {is_incremental: true}}
          given:
            - {input: "source('bronze', 'users')", rows: [{id: 1}, {id: 2}, {id: 3}]}
            - {input: "ref('countries')", fixture: no_countries, format: csv}
            - {input: this, rows: [{id: 2}]}
          expect:
            format: sql
            rows: select 3 as id
      """;

  @TempDir Path temp;
  private Workshop workshop;
  private Path project;

  @BeforeEach
  void open() {
    workshop = new Workshop(temp);
    project =
        Workshop.project(
            temp.resolve("project"),
            "models/silver/users.sql",
            MODEL,
            "seeds/countries.csv",
            "city,country\nParis,France\n",
            "tests/fixtures/no_countries.csv",
            "city,country\n",
            "models/sources.yml",
            "sources: [{name: bronze, tables: [{name: users}]}]");
    workshop.append(
        "bronze.users", "SELECT 7 AS id, 'ann' AS name, 'Paris' AS city, 1.25 AS score");
  }

  @AfterEach
  void close() {
    workshop.close();
  }

  private Invocation build() {
    return workshop.models(project).build(Selection.ALL, RunOptions.USUAL);
  }

  @Test
  void a_model_is_built_when_it_makes_of_the_given_rows_what_is_expected() {
    Workshop.write(project.resolve("models/silver/units.yml"), TESTS.formatted("Italy"));

    Invocation built = build();

    assertThat(built.complaint()).isEmpty();
    assertThat(built.results())
        .filteredOn(result -> result.label().equals("silver.users"))
        .singleElement()
        .satisfies(
            users ->
                assertThat(users.tests())
                    .extracting(test -> test.name() + " " + test.outcome())
                    .containsExactly(
                        "names_are_loud_and_cities_have_countries PASSED",
                        "only_new_rows_are_read PASSED"));
    assertThat(workshop.rows("SELECT name, country FROM silver.users"))
        .containsExactly(List.of("ANN", "France"));

    assertThat(
            workshop
                .models(project)
                .test(Selection.of("test_type:unit"), RunOptions.USUAL)
                .results())
        .extracting(result -> result.label() + " " + result.status())
        .containsExactlyInAnyOrder(
            "names_are_loud_and_cities_have_countries SUCCESS", "only_new_rows_are_read SUCCESS");
  }

  @Test
  void a_model_that_makes_something_else_of_them_is_not_built_and_the_difference_is_shown() {
    Workshop.write(project.resolve("models/silver/units.yml"), TESTS.formatted("Spain"));

    Invocation built = build();

    assertThat(built.complaint())
        .isEqualTo(
            """
            silver.users: 1 of 2 unit tests failed, nothing was built: names_are_loud_and_cities_have_countries (actual differs from expected:

            @@,ID,name  ,country    ,score
            → ,1 ,O'HARA,Spain→Italy,4.50
              ,2 ,BO    ,NULL       ,NULL)""");
    assertThat(workshop.models(project).isThere(DatasetName.parse("silver.users"))).isFalse();
  }

  @Test
  void differences_are_shown_as_dbt_shows_them() {
    UnitDiff diff =
        new UnitDiff(
            List.of("id", "name", "city"),
            rows("1 A Rome", "2 B NULL", "3 C x", "4 D y", "5 E z"),
            rows("1 A Rome", "2 X NULL", "7 Q z", "4 D y", "5 E z"));

    assertThat(diff.text())
        .isEqualTo(
            """
            @@ ,id,name,city
               ,1 ,A   ,Rome
            →  ,2 ,X→B ,NULL
            +++,3 ,C   ,x
               ,4 ,D   ,y
               ,5 ,E   ,z
            ---,7 ,Q   ,z""");
  }

  @Test
  void rows_count_as_often_as_they_stand_and_in_any_order() {
    List<String> columns = List.of("id");
    assertThat(new UnitDiff(columns, rows("1", "2"), rows("2", "1")).isEmpty()).isTrue();
    assertThat(new UnitDiff(columns, rows("1", "1", "2"), rows("2", "1")).text())
        .isEqualTo("@@ ,id\n   ,1\n+++,1\n   ,2");
    assertThat(
            new UnitDiff(columns, rows("1", "2", "3", "4", "5"), rows("1", "2", "3", "4")).text())
        .isEqualTo("@@ ,id\n...\n   ,4\n+++,5");
  }

  private static List<List<String>> rows(String... lines) {
    return Stream.of(lines)
        .map(line -> Arrays.asList(line.replace("NULL", "").split(" ", -1)))
        .map(row -> row.stream().map(value -> value.isEmpty() ? null : value).toList())
        .toList();
  }

  @Test
  void a_column_that_is_not_there_breaks_the_test_and_is_named() {
    Workshop.write(
        project.resolve("models/silver/units.yml"),
        TESTS.formatted("Italy").replace("city: Rome", "town: Rome"));

    assertThat(build().complaint())
        .contains(
            "models/silver/units.yml(7,9): invalid column name 'town' in the rows of source('bronze', 'users'). It has: id, name, city, score.");
  }

  @Test
  void a_seed_that_is_given_without_rows_gives_its_own() {
    Workshop.project(
        project,
        "models/silver/users.sql",
        "{{ config(materialized='table') }} select upper(city) as city from {{ ref('countries') }}",
        "models/silver/units.yml",
        "unit_tests: [{name: loud, model: users, given: [{input: ref('countries')}], expect: {rows: [{city: PARIS}]}}]");

    assertThat(build().complaint()).isEmpty();
  }

  @Test
  void macros_and_the_environment_are_what_the_test_says() {
    Workshop.project(
        project,
        "models/silver/users.sql",
        "{{ config(materialized='table') }} select '{{ greeting() }} {{ dbt_utils.pretty_time() }} {{ env_var('PLACE', 'here') }}' as said, id from {{ ref('countries') }}",
        "macros/g.sql",
        "{% macro greeting() %}hello{% endmacro %}",
        "models/silver/units.yml",
        """
        unit_tests:
          - name: said
            model: users
            overrides:
              macros: {greeting: bye, dbt_utils.pretty_time: now}
              env_vars: {PLACE: there}
            given: [{input: ref('countries'), format: sql, rows: select 1 as id}]
            expect: {rows: [{said: bye now there}]}
        """);

    assertThat(
            workshop
                .models(project)
                .test(Selection.of("said"), new RunOptions(false, Map.of(), false))
                .complaint())
        .isEmpty();
  }
}
