package io.caravan.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.caravan.embedded.EmbeddedS3;
import io.caravan.engine.DuckDbEngine;
import io.caravan.engine.EngineSettings;
import io.caravan.engine.SqlEngine;
import io.caravan.engine.SqlSession;
import io.caravan.lake.Lake;
import io.caravan.lake.LakeSettings;
import io.caravan.lake.LakeTable;
import io.caravan.lake.TableLayout;
import io.caravan.quality.GateBlocked;
import io.caravan.quality.Suites;
import io.caravan.quality.ValidationResult;
import io.caravan.quality.Verdict.Outcome;
import io.caravan.record.Column;
import io.caravan.record.ColumnType.Simple;
import io.caravan.record.Columns;
import io.caravan.record.DatasetName;
import io.caravan.record.ProjectException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.builder.ExchangeBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExpectationsActionTest {
  private static final DatasetName USERS = DatasetName.parse("bronze.users");
  private static final String SUITE =
      """
      {"name": "users_bronze", "expectations": [
        {"type": "expect_column_values_to_not_be_null", "kwargs": {"column": "id"}},
        {"type": "expect_column_values_to_be_in_set", "kwargs": {"column": "status", "value_set": ["active"]}, "severity": "warning"},
        {"type": "expect_table_row_count_to_equal_other_table", "kwargs": {"other_table_name": "people"}},
        {"type": "unexpected_rows_expectation",
         "kwargs": {"unexpected_rows_query": "SELECT u.* FROM {batch} u ANTI JOIN bronze.people p ON u.id = p.id WHERE u.id IS NOT NULL"}}]}
      """;

  @TempDir Path folder;
  private final List<ValidationResult> recorded = new ArrayList<>();
  private EmbeddedS3 store;
  private Lake lake;
  private SqlEngine engine;
  private Suites suites;

  @BeforeEach
  void open() throws IOException {
    store = EmbeddedS3.start(folder.resolve("s3"), "lake");
    lake =
        Lake.open(
            LakeSettings.of(
                "s3://lake",
                new LakeSettings.Catalog("jdbc:h2:file:" + folder.resolve("catalog"), "sa", ""),
                new LakeSettings.Store(
                    store.endpoint().toString(),
                    "us-east-1",
                    store.accessKey(),
                    store.secretKey(),
                    true,
                    Map.of("lake", store.folderOf("lake"))),
                new LakeSettings.Cache(folder.resolve("cache"), 64 << 20)),
            Clock.systemUTC());
    engine = new DuckDbEngine(EngineSettings.usual(folder.resolve("engine")), lake);
    suites =
        new Suites(
            Files.createDirectory(folder.resolve("expectations")),
            Clock.systemUTC(),
            recorded::add);
    Files.writeString(folder.resolve("expectations/users_bronze.json"), SUITE);
    Columns columns =
        Columns.of(Column.optional("id", Simple.LONG), Column.optional("status", Simple.STRING));
    lake.create(USERS, columns, TableLayout.PLAIN);
    lake.create(DatasetName.parse("bronze.people"), columns, TableLayout.PLAIN);
    append("bronze.people", "SELECT i AS id, 'active' AS status FROM range(10) AS r (i)");
  }

  @AfterEach
  void close() {
    engine.close();
    lake.close();
    store.close();
  }

  private void append(String table, String rows) {
    LakeTable into = lake.load(DatasetName.parse(table));
    try (SqlSession session = engine.session()) {
      into.change(LakeTable.MAIN)
          .add(
              session.write(
                  rows,
                  into.scan(LakeTable.MAIN).fields(),
                  into.dataLocation(),
                  table + "-" + into.history().size(),
                  List.of()))
          .commit();
    }
  }

  private RunningRoutes start(String file) {
    return new RunningRoutes(file, Map.of("lake", lake, "engine", engine, "suites", suites));
  }

  private static Exchange send(RunningRoutes routes, String to, Map<String, Object> properties) {
    ExchangeBuilder exchange = ExchangeBuilder.anExchange(routes.context());
    properties.forEach(exchange::withProperty);
    return routes.context().createProducerTemplate().send(to, exchange.build());
  }

  @Test
  void a_dataset_that_meets_its_suite_passes_and_warnings_do_not_hold_it() {
    append(
        "bronze.users",
        "SELECT i AS id, CASE WHEN i = 3 THEN 'gone' ELSE 'active' END AS status FROM range(10) AS r (i)");
    try (RunningRoutes routes = start("gate.camel.yaml")) {
      Exchange exchange = send(routes, "direct:users", Map.of());
      assertThat(exchange.getException()).isNull();
      assertThat(exchange.getMessage().getBody()).isEqualTo("passed");
      ValidationResult result =
          exchange.getProperty(ExpectationsAction.VALIDATION, ValidationResult.class);
      assertThat(result.with(Outcome.WARNED))
          .singleElement()
          .hasToString(
              "warned expect_column_values_to_be_in_set(status): 1 of 10 rows (10.0 %), for example gone");
      assertThat(exchange.getProperty(ExpectationsAction.CHECKED_SNAPSHOT))
          .isEqualTo(lake.load(USERS).snapshot(LakeTable.MAIN).orElseThrow().id());
      assertThat(recorded).containsExactly(result);
    }
  }

  @Test
  void
      a_dataset_that_breaks_a_blocking_expectation_stops_the_exchange_and_says_which_and_how_often() {
    append(
        "bronze.users",
        "SELECT CASE WHEN i < 9 THEN i END AS id, 'active' AS status FROM range(10) AS r (i)");
    try (RunningRoutes routes = start("gate.camel.yaml")) {
      Exchange exchange =
          send(routes, "direct:changed", Map.of(CurrentRun.DATASET, "bronze.users"));
      long snapshot = lake.load(USERS).snapshot(LakeTable.MAIN).orElseThrow().id();
      assertThat(exchange.getException())
          .isInstanceOf(GateBlocked.class)
          .hasMessage(
              """
              Cannot pass bronze.users at snapshot %d: 1 of 4 expectations of suite 'users_bronze' block it.
                failed expect_column_values_to_not_be_null(id): 1 of 10 rows (10.0 %%)
                Correct the source, or say "on_failure": "warn" where it may pass: expectations/users_bronze.json."""
                  .formatted(snapshot));
      assertThat(recorded).hasSize(1);
    }
  }

  @Test
  void rows_that_break_an_expectation_which_quarantines_are_dead_letters_once_and_the_rest_passes()
      throws IOException {
    Files.writeString(
        folder.resolve("expectations/users_bronze.json"),
        """
        {"name": "users_bronze", "expectations": [
          {"type": "expect_column_values_to_be_between", "kwargs": {"column": "id", "max_value": 49}, "meta": {"caravan": {"on_failure": "quarantine"}}},
          {"type": "expect_column_values_to_be_in_set", "kwargs": {"column": "status", "value_set": ["active"]}, "meta": {"caravan": {"on_failure": "quarantine"}}}]}
        """);
    append(
        "bronze.users",
        "SELECT i AS id, CASE WHEN i = 299 THEN 'gone' ELSE 'active' END AS status FROM range(300) AS r (i) UNION ALL SELECT 299, 'gone'");
    try (RunningRoutes routes = start("gate.camel.yaml")) {
      Exchange exchange = send(routes, "direct:users", Map.of());
      assertThat(exchange.getException()).isNull();
      assertThat(
              exchange
                  .getProperty(ExpectationsAction.VALIDATION, ValidationResult.class)
                  .with(Outcome.QUARANTINED))
          .hasSize(2);
      assertThat(send(routes, "direct:users", Map.of()).getException()).isNull();
    }
    DatasetName letters = DatasetName.parse("dead.letters");
    try (SqlSession session = engine.session()) {
      session.bind(letters, lake.load(letters).scan(LakeTable.MAIN));
      assertThat(
              session
                  .query(
                      "SELECT count(*), count(DISTINCT id), min(route), min(step), min(cause) FROM dead.letters")
                  .rows())
          .containsExactly(List.of(251L, 251L, "bronze.users", "expectations-action", "check"));
      assertThat(
              session
                  .query("SELECT error FROM dead.letters WHERE original LIKE '%\"gone\"%'")
                  .rows())
          .containsOnly(
              List.of(
                  "expect_column_values_to_be_between(id); expect_column_values_to_be_in_set(status)"))
          .hasSize(2);
    }
  }

  @Test
  void what_taking_rows_out_cannot_mend_blocks() throws IOException {
    Files.writeString(
        folder.resolve("expectations/users_bronze.json"),
        """
        {"name": "users_bronze", "expectations": [
          {"type": "expect_column_distinct_values_to_equal_set", "kwargs": {"column": "status", "value_set": ["active", "gone"]}, "meta": {"caravan": {"on_failure": "quarantine"}}},
          {"type": "expect_column_max_to_be_between", "kwargs": {"column": "id", "max_value": 1}, "meta": {"caravan": {"on_failure": "quarantine"}}},
          {"type": "expect_column_values_to_not_be_null", "kwargs": {"column": "idd"}, "meta": {"caravan": {"on_failure": "quarantine"}}}]}
        """);
    append("bronze.users", "SELECT 2 AS id, 'odd' AS status");
    try (RunningRoutes routes = start("gate.camel.yaml")) {
      assertThat(send(routes, "direct:users", Map.of()).getException())
          .hasMessageContaining("3 of 3 expectations of suite 'users_bronze' block it.");
    }
    assertThat(lake.find(DatasetName.parse("dead.letters"))).isEmpty();
  }

  @Test
  void a_table_without_rows_is_checked_too() {
    try (RunningRoutes routes = start("gate.camel.yaml")) {
      assertThat(send(routes, "direct:users", Map.of()).getException())
          .hasMessageContaining("observed {self=0, other=10}");
    }
  }

  @Test
  void an_exchange_that_names_no_dataset_is_told_how_to_name_one() {
    try (RunningRoutes routes = start("gate.camel.yaml")) {
      assertThat(send(routes, "direct:changed", Map.of()).getException())
          .isInstanceOf(ProjectException.class)
          .hasMessageContaining("Cannot run suite 'users_bronze': nothing says on which dataset.")
          .hasMessageContaining("kamelet:table-changes-source");
    }
  }

  @Test
  void a_suite_that_is_not_there_stops_the_route_before_the_first_exchange() {
    assertThat(catchThrowable(() -> start("gate-without-suite.camel.yaml")))
        .rootCause()
        .isInstanceOf(ProjectException.class)
        .hasMessage(
            "expectations/user_bronze.json: Cannot find suite 'user_bronze'.\n  Did you mean 'users_bronze'?");
  }
}
