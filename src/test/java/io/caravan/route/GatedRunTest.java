package io.caravan.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.caravan.embedded.EmbeddedS3;
import io.caravan.engine.DuckDbEngine;
import io.caravan.engine.EngineSettings;
import io.caravan.engine.SqlEngine;
import io.caravan.engine.SqlSession;
import io.caravan.lake.Lake;
import io.caravan.lake.LakeSettings;
import io.caravan.lake.LakeTable;
import io.caravan.lake.TableLayout;
import io.caravan.quality.Suites;
import io.caravan.record.Column;
import io.caravan.record.ColumnType.Simple;
import io.caravan.record.Columns;
import io.caravan.record.DatasetName;
import io.caravan.runs.CheckResult;
import io.caravan.runs.Instance;
import io.caravan.runs.Ledger;
import io.caravan.runs.Run;
import io.caravan.runs.RunHistory;
import io.caravan.runs.RunState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.h2.jdbcx.JdbcConnectionPool;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GatedRunTest {
  private static final DatasetName USERS = DatasetName.parse("bronze.users");
  private static final String SUITE =
      """
      {"name": "users_bronze", "expectations": [
        {"type": "expect_column_values_to_not_be_null", "kwargs": {"column": "id"}, "severity": "%s"}]}
      """;

  @TempDir Path folder;
  private EmbeddedS3 store;
  private Lake lake;
  private SqlEngine engine;
  private Ledger ledger;

  @BeforeEach
  void open() {
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
    ledger =
        new Ledger(
            JdbcConnectionPool.create("jdbc:h2:file:" + folder.resolve("ledger"), "sa", ""),
            Clock.systemUTC(),
            Instance.named("test"),
            Duration.ofSeconds(30));
  }

  @AfterEach
  void close() {
    ledger.close();
    engine.close();
    lake.close();
    store.close();
  }

  @Test
  void a_blocked_run_says_why_keeps_what_its_checks_said_and_runs_again_when_the_suite_has_changed()
      throws IOException {
    Path suite = Files.createDirectory(folder.resolve("expectations")).resolve("users_bronze.json");
    Files.writeString(suite, SUITE.formatted("critical"));
    Suites suites = new Suites(suite.getParent(), Clock.systemUTC(), Suites.Recorder.none());
    try (RunningRoutes routes =
        new RunningRoutes(
            "gated.camel.yaml",
            Map.of(
                "ledger",
                ledger,
                "lake",
                lake,
                "engine",
                engine,
                "suites",
                suites,
                "changes",
                new TableChanges()))) {
      LakeTable users =
          lake.create(USERS, Columns.of(Column.optional("id", Simple.LONG)), TableLayout.PLAIN);
      try (SqlSession session = engine.session()) {
        String rows = "SELECT CASE WHEN i < 9 THEN i END AS id FROM range(10) AS r (i)";
        users
            .change(LakeTable.MAIN)
            .add(
                session.write(
                    rows,
                    users.scan(LakeTable.MAIN).fields(),
                    users.dataLocation(),
                    "a",
                    List.of()))
            .commit();
      }
      await().until(() -> runs(RunState.FAILED).size() == 1);
      Run blocked = runs(RunState.FAILED).get(0);
      assertThat(blocked.error())
          .startsWith(
              "Cannot pass bronze.users at snapshot "
                  + blocked.snapshot()
                  + ": 1 of 1 expectations");
      assertThat(blocked.verdict()).contains("\"success\" : false");
      assertThat(ledger.checks().of("bronze.users", 10))
          .singleElement()
          .satisfies(check -> holds(check, blocked));
      Files.writeString(suite, SUITE.formatted("warning"));
      ledger.history().runBlockedAgain();
      await().until(() -> runs(RunState.SUCCEEDED).size() == 1);
    }
  }

  private static void holds(CheckResult check, Run run) {
    assertThat(check.run()).isEqualTo(run.id());
    assertThat(check.name()).isEqualTo("users_bronze: expect_column_values_to_not_be_null(id)");
    assertThat(check.verdict()).isEqualTo("failed");
    assertThat(check.failing()).isEqualTo(1);
    assertThat(check.total()).isEqualTo(10);
  }

  private List<Run> runs(RunState state) {
    return ledger.history().runs(new RunHistory.Query("silver.users", state, 100));
  }
}
