package io.caravan.quality;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.caravan.engine.DuckDbEngine;
import io.caravan.engine.EngineSettings;
import io.caravan.engine.SqlSession;
import io.caravan.quality.Verdict.Outcome;
import io.caravan.record.DatasetName;
import io.caravan.record.Problem;
import io.caravan.record.ProjectException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SuitesTest {
  private static final DatasetName USERS = DatasetName.parse("bronze.users");
  private static final String RIGHT =
      "{\"name\": \"users_bronze\", \"expectations\": [{\"type\": \"expect_column_values_to_not_be_null\", \"kwargs\": {\"column\": \"id\"}}]}";

  @TempDir Path project;
  private Path folder;
  private final List<ValidationResult> recorded = new ArrayList<>();
  private Suites suites;

  @BeforeEach
  void open() throws IOException {
    folder = Files.createDirectory(project.resolve("expectations"));
    suites = new Suites(folder, Clock.fixed(Instant.EPOCH, ZoneOffset.UTC), recorded::add);
    write("users_bronze", RIGHT);
  }

  private void write(String name, String json) throws IOException {
    Files.writeString(folder.resolve(name + ".json"), json);
  }

  @Test
  void a_changed_suite_is_read_again_and_a_broken_change_leaves_the_last_right_one()
      throws IOException {
    assertThat(suites.load("users_bronze").expectations()).hasSize(1);

    write("users_bronze", RIGHT.replace("not_be_null", "be_unique"));
    assertThat(suites.load("users_bronze").expectations().get(0).type())
        .isEqualTo("expect_column_values_to_be_unique");
    assertThat(suites.problems()).isEmpty();

    write("users_bronze", RIGHT.replace("not_be_null", "be_unikue"));
    assertThat(suites.load("users_bronze").expectations().get(0).type())
        .isEqualTo("expect_column_values_to_be_unique");
    assertThat(suites.problems())
        .extracting(Problem::toString)
        .containsExactly(
            "expectations/users_bronze.json(1,52): Cannot read expectation: 'expect_column_values_to_be_unikue' is unknown.\n"
                + "  Did you mean 'expect_column_values_to_be_unique'?  Supported: docs/expectations.md");
  }

  @Test
  void a_suite_that_is_not_there_is_named_with_its_nearest_neighbour() {
    assertThatThrownBy(() -> suites.load("user_bronze"))
        .isInstanceOf(ProjectException.class)
        .hasMessage(
            "expectations/user_bronze.json: Cannot find suite 'user_bronze'.\n  Did you mean 'users_bronze'?");
  }

  @Test
  void a_suite_name_never_leads_out_of_the_folder() {
    for (String name : List.of("../secret", "/etc/passwd", "a/../../b", "..", "a\u0000b")) {
      assertThatThrownBy(() -> suites.load(name))
          .isInstanceOf(ProjectException.class)
          .hasMessageContaining("as a suite name");
    }
  }

  @Test
  void a_suite_is_called_as_its_file_is() throws IOException {
    write("orders_bronze", RIGHT);
    assertThat(suites.problems())
        .extracting(Problem::toString)
        .containsExactly(
            "expectations/orders_bronze.json(1,1): Cannot read suite: it is called 'users_bronze' and its file 'orders_bronze.json'.\n"
                + "  Give both the same name, so that routes, runs and files say the same.");
  }

  @Test
  void an_expectation_that_cannot_be_checked_fails_alone_and_says_why() throws IOException {
    write(
        "users_bronze",
        """
        {"name": "users_bronze", "expectations": [
          {"type": "expect_column_values_to_not_be_null", "kwargs": {"column": "id"}},
          {"type": "expect_column_values_to_not_be_null", "kwargs": {"column": "idd"}, "severity": "warning"},
          {"type": "unexpected_rows_expectation", "kwargs": {"unexpected_rows_query": "SELECT * FROM {batch} WHERE nope"}},
          {"type": "expect_column_values_to_be_between", "kwargs": {"column": "name", "min_value": 1}},
          {"type": "expect_column_max_to_be_between", "kwargs": {"column": "name", "min_value": 1}}]}
        """);
    try (DuckDbEngine engine =
            new DuckDbEngine(EngineSettings.usual(project.resolve("engine")), null);
        SqlSession session = engine.session()) {
      session.bindView(USERS, "SELECT 1 AS id, 'ann' AS name");
      ValidationResult result = suites.run("users_bronze", USERS, OptionalLong.of(7), session);
      assertThat(result.verdicts())
          .extracting(Verdict::outcome)
          .containsExactly(
              Outcome.PASSED, Outcome.WARNED, Outcome.FAILED, Outcome.FAILED, Outcome.FAILED);
      assertThat(result.verdicts().get(1).error())
          .hasValue("There is no column 'idd' in bronze.users. Did you mean 'id'?");
      assertThat(result.verdicts().get(2).error().orElseThrow())
          .startsWith("Cannot run the SQL of the check: ")
          .contains("nope");
      assertThat(result.verdicts().get(3).error())
          .hasValue("Cannot compare column 'name' (string) with 1.");
      assertThat(result.verdicts().get(4).error())
          .hasValue("Cannot compare text 'ann' with number 1.");
      assertThat(recorded).containsExactly(result);
      assertThat(result.snapshot()).hasValue(7);
    }
  }

  @Test
  void the_suites_of_the_project_are_right() {
    assertThat(
            new Suites(Path.of("expectations"), Clock.systemUTC(), Suites.Recorder.none())
                .problems())
        .isEmpty();
  }

  @Test
  void a_file_of_rows_is_checked_without_a_project() throws IOException {
    Path data = Files.writeString(project.resolve("2024 users.csv"), "id,email\n1,a@b.c\n,x\n");
    try (DuckDbEngine engine =
        new DuckDbEngine(EngineSettings.usual(project.resolve("engine")), null)) {
      ValidationResult result =
          Suites.run(
              Suite.read("users.json", RIGHT), data, engine, ResultFormat.BASIC, Instant.EPOCH);
      assertThat(result.verdicts())
          .singleElement()
          .hasToString("failed expect_column_values_to_not_be_null(id): 1 of 2 rows (50.0 %)");
      assertThat(result.dataset()).hasToString("file._2024_users");
    }
  }

  @Test
  void an_expression_that_fails_on_a_value_does_not_take_its_neighbours_with_it()
      throws IOException {
    write(
        "users_bronze",
        """
        {"name": "users_bronze", "expectations": [
          {"type": "expect_multicolumn_sum_to_equal", "kwargs": {"column_list": ["a", "b"], "sum_total": 3}},
          {"type": "expect_column_values_to_not_be_null", "kwargs": {"column": "a"}}]}
        """);
    try (DuckDbEngine engine =
            new DuckDbEngine(EngineSettings.usual(project.resolve("engine")), null);
        SqlSession session = engine.session()) {
      session.bindView(USERS, "SELECT 2147483647 AS a, 2147483647 AS b");
      ValidationResult result = suites.run("users_bronze", USERS, OptionalLong.empty(), session);
      assertThat(result.verdicts().get(0).error().orElseThrow())
          .startsWith("Cannot run the SQL of the check: ")
          .contains("Overflow");
      assertThat(result.verdicts().get(1).passed()).isTrue();
    }
  }
}
