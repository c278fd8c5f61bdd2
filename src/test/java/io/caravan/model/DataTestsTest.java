package io.caravan.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.caravan.lake.LakeTable;
import io.caravan.lake.TableLayout;
import io.caravan.quality.Suites;
import io.caravan.record.Column;
import io.caravan.record.ColumnType.Simple;
import io.caravan.record.Columns;
import io.caravan.record.DatasetName;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataTestsTest {
  private static final String PEOPLE =
      """
      {{ config(materialized='table') }}
      select * from (values
        (1, 'a@x', 'active', 10.0, 1), (2, 'b@x', 'active', 20.0, 1), (2, 'B@x', 'odd', 30.0, 9), (3, null, 'odd', -5.0, 2), (null, 'a@x', 'rare', null, null)
      ) as t(id, email, status, amount, team)
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

  /**
   * Every line of the table is one test of one model; for tests that dbt itself brings, dbt-duckdb
   * was seen to give the same counts.
   */
  @Test
  void failures_are_counted_as_dbt_counts_them() throws Exception {
    Map<String, Object> spec =
        YamlReader.read(
                "tests.yaml", Files.readString(Path.of("src/test/resources/spec/model/tests.yaml")))
            .plain();
    ((Map<?, ?>) spec.get("files"))
        .forEach((file, text) -> Workshop.write(project.resolve((String) file), (String) text));
    Workshop.write(project.resolve("models/silver/people.sql"), PEOPLE);
    Map<String, Object> wanted = new LinkedHashMap<>();
    List<Object> tests = new java.util.ArrayList<>();
    for (Object each : (List<?>) spec.get("cases")) {
      Map<?, ?> given = (Map<?, ?>) each;
      Map<Object, Object> body = new LinkedHashMap<>((Map<?, ?>) given.get("with"));
      body.put("name", given.get("name"));
      tests.add(Map.of(given.get("test"), body));
      wanted.put((String) given.get("name"), given.get("gives"));
    }
    String properties =
        Json.write(Map.of("models", List.of(Map.of("name", "people", "data_tests", tests))));
    Workshop.write(project.resolve("models/silver/schema.yml"), properties);

    Invocation invocation = workshop.models(project).build(Selection.ALL, RunOptions.USUAL);

    Map<String, Object> found = new LinkedHashMap<>();
    for (NodeResult result : invocation.results()) {
      result
          .tests()
          .forEach(
              verdict ->
                  found.put(
                      verdict.name(),
                      verdict.outcome().name().toLowerCase(java.util.Locale.ROOT)
                          + " "
                          + verdict.failures()));
    }
    assertThat(found).containsExactlyInAnyOrderEntriesOf(wanted);
    assertThat(
            workshop.rows(
                "SELECT status FROM " + Relation.quote(DatasetName.parse("dbt_test__audit.kept"))))
        .containsExactly(List.of("rare"));
  }

  @Test
  void a_failed_test_keeps_the_version_before_and_what_reads_it_waits() {
    Workshop.project(
        project,
        "models/silver/people.sql",
        "{{ config(materialized='table') }} select 1 as id",
        "models/gold/counts.sql",
        "{{ config(materialized='table') }} select count(*) as n from {{ ref('people') }}",
        "models/silver/schema.yml",
        "models: [{name: people, columns: [{name: id, data_tests: [unique]}]}]");
    Models models = workshop.models(project);
    assertThat(models.build(Selection.ALL, RunOptions.USUAL).well()).isTrue();

    Workshop.project(
        project,
        "models/silver/people.sql",
        "{{ config(materialized='table') }} select 2 as id union all select 2");
    Invocation blocked = models.build(Selection.ALL, RunOptions.USUAL);

    assertThat(blocked.results())
        .extracting(NodeResult::status)
        .containsExactly(NodeResult.Status.BLOCKED, NodeResult.Status.SKIPPED);
    assertThat(blocked.complaint())
        .isEqualTo(
            "silver.people: 1 of 1 tests failed, readers still see the version before: unique_people_id (Got 1 result, configured to fail if != 0)");
    assertThat(workshop.rows("SELECT id FROM silver.people")).containsExactly(List.of(1));
    assertThat(project.resolve("target/run_results.json"))
        .content()
        .contains("\"unique_id\" : \"test.shop.unique_people_id.", "\"failures\" : 1");
    assertThat(project.resolve("target/manifest.json")).content().contains("\"model.shop.people\"");
  }

  @Test
  void a_test_over_two_models_waits_for_both_and_gates_the_one_it_is_written_at() {
    Workshop.project(
        project,
        "models/silver/orders.sql",
        "{{ config(materialized='table') }} select 1 as id, 7 as user_id",
        "models/silver/users.sql",
        "{{ config(materialized='table') }} select 1 as id",
        "models/silver/schema.yml",
        "models: [{name: orders, columns: [{name: user_id, data_tests: [{relationships: {arguments: {to: ref('users'), field: id}}}]}]}]");

    Invocation invocation = workshop.models(project).build(Selection.ALL, RunOptions.USUAL);

    assertThat(invocation.results())
        .extracting(result -> result.label() + " " + result.status())
        .containsExactly("silver.users SUCCESS", "silver.orders BLOCKED");
  }

  @Test
  void tests_alone_look_at_what_readers_see() {
    Workshop.project(
        project,
        "models/sources.yml",
        "sources: [{name: bronze, tables: [{name: users, columns: [{name: id, data_tests: [not_null, unique]}]}]}]",
        "tests/no_user_is_called_x.sql",
        "{{ config(severity='warn') }} select * from {{ source('bronze', 'users') }} where name = 'x'");
    workshop.append("bronze.users", "SELECT * FROM (VALUES (1, 'x'), (NULL, 'y')) AS t(id, name)");

    Invocation invocation = workshop.models(project).test(Selection.ALL, RunOptions.USUAL);

    assertThat(invocation.results())
        .extracting(result -> result.label() + " " + result.status() + " " + result.rows())
        .containsExactlyInAnyOrder(
            "source_not_null_bronze_users_id FAILED 1",
            "source_unique_bronze_users_id SUCCESS 0",
            "no_user_is_called_x WARNED 1");
  }

  @Test
  void a_test_that_cannot_run_blocks_and_says_why_and_its_neighbours_are_judged() {
    Workshop.project(
        project,
        "models/silver/people.sql",
        "{{ config(materialized='table') }} select 1 as id",
        "models/silver/schema.yml",
        "models: [{name: people, columns: [{name: id, data_tests: [not_null]}, {name: idd, data_tests: [not_null]}]}]");

    Invocation invocation = workshop.models(project).build(Selection.ALL, RunOptions.USUAL);

    assertThat(invocation.results().get(0).tests())
        .extracting(TestVerdict::outcome)
        .containsExactly(TestVerdict.Outcome.PASSED, TestVerdict.Outcome.BROKEN);
    assertThat(invocation.complaint())
        .contains(
            "Cannot run test 'not_null_people_idd': Binder Error: Referenced column \"idd\" not found");
  }

  @Test
  void new_rows_alone_are_looked_at_when_the_others_are_known_and_nothing_is_missed() {
    Workshop.project(
        project,
        "models/sources.yml",
        "sources: [{name: bronze, tables: [{name: users}]}]",
        "models/silver/users.sql",
        "{{ config(materialized='incremental', unique_key='id') }} select * from {{ source('bronze', 'users') }} {% if is_incremental() %}where seen > (select max(seen) from {{ this }}){% endif %}",
        "models/silver/schema.yml",
        "models: [{name: users, columns: [{name: id, data_tests: [unique, not_null]}, {name: email, data_tests: [unique, not_null]}, {name: seen, data_tests: [{dbt_utils.expression_is_true: {expression: '< 9'}}]}]}]");
    Models models = workshop.models(project);
    users("(1, 'a', 1), (2, 'b', 1)");
    assertThat(verdicts(models.build(Selection.ALL, RunOptions.USUAL))).containsOnly("PASSED 0");
    users("(2, 'c', 2), (3, 'b', 2)");
    assertThat(verdicts(models.build(Selection.ALL, RunOptions.USUAL))).containsOnly("PASSED 0");
    assertThat(verdicts(models.build(Selection.ALL, RunOptions.USUAL))).containsOnly("PASSED 0");

    users("(4, 'a', 3), (5, NULL, 3), (6, NULL, 9)");
    Invocation blocked = models.build(Selection.ALL, RunOptions.USUAL);

    assertThat(blocked.results().get(0).tests())
        .extracting(verdict -> verdict.name() + " " + verdict.failures())
        .containsExactly(
            "dbt_utils_expression_is_true_users_seen___9 1",
            "not_null_users_email 2",
            "not_null_users_id 0",
            "unique_users_email 1",
            "unique_users_id 0");
    assertThat(workshop.value("SELECT count(*) FROM silver.users")).isEqualTo(3L);
    assertThat(
            workshop
                .models(project)
                .build(Selection.ALL, RunOptions.USUAL)
                .results()
                .get(0)
                .tests())
        .extracting(TestVerdict::failures)
        .containsExactlyElementsOf(
            blocked.results().get(0).tests().stream().map(TestVerdict::failures).toList());
  }

  @Test
  void the_suite_of_a_model_is_part_of_its_audit() {
    Workshop.project(
        project, "models/silver/people.sql", "{{ config(materialized='table') }} select 1 as id");
    Workshop.write(
        temp.resolve("expectations/people_silver.json"),
        "{\"name\": \"people_silver\", \"expectations\": [{\"type\": \"expect_table_row_count_to_be_between\", \"kwargs\": {\"min_value\": 2}}]}");
    Models models = workshop.models(project);
    models.auditBy(
        new Suites(temp.resolve("expectations"), Clock.systemUTC(), Suites.Recorder.none()));

    Invocation invocation = models.build(Selection.ALL, RunOptions.USUAL);

    assertThat(invocation.complaint())
        .startsWith(
            "silver.people: 1 of 1 tests failed, readers still see the version before: expect_table_row_count_to_be_between");
    assertThat(workshop.lake.load(DatasetName.parse("silver.people")).snapshot(LakeTable.MAIN))
        .isEmpty();
  }

  @Test
  void a_test_that_only_warns_does_not_wait_for_what_was_never_built() {
    Workshop.project(
        project,
        "models/silver/users.sql",
        "{{ config(materialized='table') }} select 1 as id",
        "models/silver/orders.sql",
        "{{ config(materialized='table') }} select 1 as user_id",
        "models/silver/schema.yml",
        "models: [{name: orders, columns: [{name: user_id, data_tests: [{relationships: {to: ref('users'), field: id, severity: warn}}]}]}]");

    String warning =
        "It reads silver.users, which is not built yet. Build it too: --select +silver.orders.";
    for (String state : List.of("there is no such table", "no run has published it")) {
      assertThat(workshop.models(project).build(Selection.of("orders"), RunOptions.USUAL).results())
          .as(state)
          .singleElement()
          .satisfies(orders -> assertThat(orders.status()).isEqualTo(NodeResult.Status.WARNED))
          .satisfies(orders -> assertThat(orders.message()).contains(warning));
      workshop.lake.create(
          DatasetName.parse("silver.users"),
          Columns.of(Column.optional("id", Simple.INT)),
          TableLayout.PLAIN);
    }
  }

  private void users(String rows) {
    workshop.append("bronze.users", "SELECT * FROM (VALUES " + rows + ") AS t(id, email, seen)");
  }

  private static List<String> verdicts(Invocation invocation) {
    return invocation.results().get(0).tests().stream()
        .map(verdict -> verdict.outcome() + " " + verdict.failures())
        .toList();
  }
}
