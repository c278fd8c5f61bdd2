package io.caravan.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class TestCommandTest {
  @TempDir Path folder;
  private SmallProject project;

  @BeforeEach
  void open() throws Exception {
    project = new SmallProject(folder);
  }

  @AfterEach
  void close() throws Exception {
    project.close();
  }

  @Test
  void cases_are_run_away_from_the_project_s_own_data_and_a_failure_is_told_with_its_place()
      throws Exception {
    project.file(
        "routes/silver/orders.test.yaml",
        """
        given:
          tables:
            bronze.orders: [{id: 1, amount: 2.50}]
        cases:
          - case: what is so
            expect: {tables: {gold.sales: [{sales: 2.50}]}}
          - case: what is not so
            expect: {tables: {gold.sales: [{sales: 2.51}]}}
        """);
    Outcome outcome = project.caravan("test", "silver.orders");
    assertThat(outcome.code()).as(outcome.err()).isEqualTo(Caravan.ANSWER_IS_NO);
    assertThat(outcome.out())
        .containsPattern("ok +routes/silver/orders.test.yaml\\(5\\): what is so ")
        .containsPattern("FAILED +routes/silver/orders.test.yaml\\(7\\): what is not so ")
        .contains(
            """
              routes/silver/orders.test.yaml(8,36): No row like this in gold.sales. The nearest differs:
                sales: expected 2.51, was 2.50 (line 8)
                whole: {"sales":2.50}
            2 cases, 1 failed\
            """);
    assertThat(folder.resolve("data")).doesNotExist();
    assertThat(folder.resolve("target")).doesNotExist();
  }

  @Test
  void programs_get_json() throws Exception {
    project.file(
        "routes/silver/orders.test.yaml",
        """
        cases:
          - case: nothing in bronze, nothing in gold
            expect: {tables: {gold.sales: 1}}
        """);
    Outcome outcome = project.caravan("test", "--json", "routes/silver");
    assertThat(outcome.code()).as(outcome.err()).isEqualTo(Caravan.ANSWER_IS_NO);
    assertThat(outcome.out())
        .contains(
            "\"case\" : \"nothing in bronze, nothing in gold\"",
            "\"passed\" : false",
            "\"what\" : \"0 rows in gold.sales, expected 1.\"",
            "\"line\" : 3");
  }

  @Test
  void mistakes_in_test_files_end_the_command_before_anything_is_started_and_check_tells_them_too()
      throws Exception {
    assertThat(project.caravan("test").out()).startsWith("There are no tests.");
    project.file("routes/silver/orders.test.yaml", "cases: [{case: a, expects: {}}]");
    String problem =
        """
        routes/silver/orders.test.yaml(1,19): Cannot read 'cases': 'expects' is unknown.
          Did you mean 'expect'? Known here: case, routes, within, given, expect.
        """;
    Outcome outcome = project.caravan("test");
    assertThat(outcome.code()).isEqualTo(Caravan.PROJECT_IS_WRONG);
    assertThat(outcome.err()).contains(problem);
    assertThat(project.caravan("check").out()).contains(problem);
    Outcome unknown = project.caravan("test", "silver.order");
    assertThat(unknown.code()).isEqualTo(Caravan.PROJECT_IS_WRONG);
    assertThat(unknown.err())
        .contains(
            "command line: Cannot test 'silver.order': it is neither a test file nor a route.\n  Did you mean 'silver.orders'?");
  }
}
