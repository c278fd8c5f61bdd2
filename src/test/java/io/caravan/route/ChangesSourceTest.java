package io.caravan.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.caravan.embedded.EmbeddedS3;
import io.caravan.lake.Lake;
import io.caravan.lake.LakeSettings;
import io.caravan.lake.LakeTable;
import io.caravan.lake.StagedFile;
import io.caravan.lake.TableLayout;
import io.caravan.record.Column;
import io.caravan.record.ColumnType;
import io.caravan.record.Columns;
import io.caravan.record.DatasetName;
import io.caravan.runs.BlockedException;
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
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.camel.Processor;
import org.h2.jdbcx.JdbcConnectionPool;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChangesSourceTest {
  private static final DatasetName USERS = DatasetName.parse("bronze.users");

  @TempDir Path folder;
  private final TableChanges changes = new TableChanges();
  private final List<String> seen = new CopyOnWriteArrayList<>();
  private EmbeddedS3 store;
  private Lake lake;
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
                new LakeSettings.Cache(folder.resolve("cache"), 1 << 20)),
            Clock.systemUTC());
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
    lake.close();
    store.close();
  }

  private RunningRoutes start() {
    Processor work =
        exchange -> {
          seen.add(
              exchange.getProperty(CurrentRun.DATASET)
                  + "@"
                  + exchange.getProperty(CurrentRun.SNAPSHOT));
          if (exchange.getProperty(CurrentRun.ATTEMPT, int.class) == 1 && seen.size() == 1) {
            throw new IllegalStateException("the first attempt fails");
          }
        };
    Processor block =
        exchange -> {
          throw new BlockedException("2 checks failed.", "{\"failed\":2}");
        };
    return new RunningRoutes(
        "changes.camel.yaml",
        Map.of("ledger", ledger, "lake", lake, "changes", changes, "work", work, "block", block));
  }

  private long commit(String key) throws IOException {
    LakeTable table =
        lake.create(
            USERS, Columns.of(Column.optional("id", ColumnType.Simple.LONG)), TableLayout.PLAIN);
    Path file = Files.writeString(folder.resolve(key), "only its name is committed");
    String location = table.dataLocation() + key;
    lake.put(file, location);
    return table
        .change(LakeTable.MAIN)
        .add(List.of(new StagedFile(location, 26, 1, Map.of())))
        .commit()
        .id();
  }

  private List<Run> runs(String route, RunState state) {
    return ledger.history().runs(new RunHistory.Query(route, state, 100));
  }

  @Test
  void a_new_snapshot_starts_the_route_once_and_a_failed_run_is_retried() throws IOException {
    try (RunningRoutes routes = start()) {
      long first = commit("a");
      await().until(() -> runs("silver.users", RunState.SUCCEEDED).size() == 1);
      assertThat(seen).containsExactly("bronze.users@" + first, "bronze.users@" + first);
      long second = commit("b");
      await().until(() -> runs("silver.users", RunState.SUCCEEDED).size() == 2);
      assertThat(ledger.history().processedSnapshot("silver.users")).contains(second);
    }
    try (RunningRoutes again = start()) {
      long third = commit("c");
      await().until(() -> runs("silver.users", RunState.SUCCEEDED).size() == 3);
      assertThat(seen).hasSize(4).last().isEqualTo("bronze.users@" + third);
    }
  }

  @Test
  void a_commit_of_this_process_is_heard_at_once_and_a_blocked_run_waits_for_the_next()
      throws IOException {
    try (RunningRoutes routes = start()) {
      changes.published(USERS, commit("a"));
      await().until(() -> runs("gold.users", RunState.FAILED).size() == 1);
      Run blocked = runs("gold.users", null).get(0);
      assertThat(blocked.verdict()).isEqualTo("{\"failed\":2}");
      assertThat(blocked.attempt()).isEqualTo(1);
      changes.published(USERS, commit("b"));
      await().until(() -> runs("gold.users", RunState.FAILED).size() == 2);
    }
  }
}
