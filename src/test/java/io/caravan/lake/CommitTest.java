package io.caravan.lake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.caravan.record.DatasetName;
import io.caravan.record.FencedException;
import io.caravan.record.Position;
import io.caravan.record.ProjectException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class CommitTest extends TableCase {
  @Test
  void rows_and_the_position_they_came_from_become_visible_together() {
    Snapshot snapshot =
        users
            .change(MAIN)
            .add(List.of(file("a.parquet", 1, 2)))
            .covering(range("kafka:e/0", null, "2"))
            .note("run", "7")
            .commit();

    assertThat(rows()).containsExactly("1|user 1", "2|user 2");
    assertThat(users.position()).isEqualTo(Position.of("kafka:e/0", "2"));
    assertThat(snapshot.position()).isEqualTo(users.position());
    assertThat(snapshot.summary()).containsEntry("run", "7").containsEntry("added-records", "2");
    assertThat(users.snapshot(MAIN)).contains(snapshot);
  }

  @Test
  void a_zombie_is_refused_and_leaves_no_row() {
    LakeTable.Commit zombie =
        users
            .change(MAIN)
            .add(List.of(file("z.parquet", 9)))
            .covering(range("kafka:e/0", null, "1"));
    users
        .change(MAIN)
        .add(List.of(file("a.parquet", 1)))
        .covering(range("kafka:e/0", null, "1"))
        .commit();

    assertThatThrownBy(zombie::commit)
        .isInstanceOf(FencedException.class)
        .hasMessageContaining("main of silver.users")
        .hasMessageContaining("begins at {}")
        .hasMessageContaining("at {kafka:e/0=1}")
        .hasMessageContaining("Read again");
    assertThat(rows()).containsExactly("1|user 1");
  }

  @Test
  void sources_that_feed_one_table_do_not_fence_each_other() {
    LakeTable.Commit second =
        users
            .change(MAIN)
            .add(List.of(file("b.parquet", 2)))
            .covering(range("kafka:e/1", null, "5"));
    users
        .change(MAIN)
        .add(List.of(file("a.parquet", 1)))
        .covering(range("kafka:e/0", null, "1"))
        .commit();
    second.commit();

    assertThat(users.position().parts())
        .containsEntry("kafka:e/0", "1")
        .containsEntry("kafka:e/1", "5");
  }

  @Test
  void a_batch_without_rows_moves_the_position() {
    users.change(MAIN).covering(range("jdbc:app/users", null, "t1")).commit();

    assertThat(users.position()).isEqualTo(Position.of("jdbc:app/users", "t1"));
    assertThat(users.scan(MAIN).files()).isEmpty();
  }

  @Test
  void eight_threads_with_ten_fenced_appends_each_lose_and_double_nothing() throws Exception {
    AtomicInteger committed = new AtomicInteger();
    AtomicInteger refused = new AtomicInteger();
    try (Lake other = Lake.open(settings, Clock.systemUTC())) {
      List<Callable<Void>> writers = new ArrayList<>();
      for (int thread = 0; thread < 8; thread++) {
        int number = thread;
        LakeTable table = (thread % 2 == 0 ? lake : other).load(USERS);
        writers.add(
            () -> {
              for (int i = 0; i < 10; i++) {
                String at = table.position().value("counter").orElse(null);
                int next = at == null ? 1 : Integer.parseInt(at) + 1;
                StagedFile file = file("t" + number + "-" + i + ".parquet", next);
                try {
                  table
                      .change(MAIN)
                      .add(List.of(file))
                      .covering(range("counter", at, Integer.toString(next)))
                      .commit();
                  committed.incrementAndGet();
                } catch (FencedException e) {
                  refused.incrementAndGet();
                }
              }
              return null;
            });
      }
      ExecutorService threads = Executors.newFixedThreadPool(8);
      try {
        for (Future<Void> done : threads.invokeAll(writers)) {
          done.get();
        }
      } finally {
        threads.shutdownNow();
      }
    }

    assertThat(committed.get() + refused.get()).isEqualTo(80);
    assertThat(users.position())
        .isEqualTo(Position.of("counter", Integer.toString(committed.get())));
    assertThat(users.history()).hasSize(committed.get());
    assertThat(rows()).doesNotHaveDuplicates().hasSize(committed.get());
  }

  @Test
  void a_change_computed_from_an_older_snapshot_is_refused() {
    Snapshot read = users.change(MAIN).add(List.of(file("a.parquet", 1))).commit();
    LakeTable.Commit late =
        users.change(MAIN).add(List.of(file("c.parquet", 3))).basedOn(read.id());
    users.change(MAIN).add(List.of(file("b.parquet", 2))).basedOn(read.id()).commit();

    assertThatThrownBy(late::commit)
        .isInstanceOf(FencedException.class)
        .hasMessageContaining("computed from snapshot " + read.id());
  }

  @Test
  void a_reopened_lake_knows_its_tables_rows_and_positions() {
    users.change(MAIN).add(List.of(file("a.parquet", 1))).covering(range("p", null, "1")).commit();
    lake.close();

    lake = Lake.open(settings, Clock.systemUTC());
    users = lake.load(USERS);
    assertThat(lake.tables()).containsExactly(USERS);
    assertThat(users.position()).isEqualTo(Position.of("p", "1"));
    assertThat(rows()).containsExactly("1|user 1");
  }

  @Test
  void an_older_snapshot_can_still_be_read() {
    Snapshot first = users.change(MAIN).add(List.of(file("a.parquet", 1))).commit();
    users.change(MAIN).add(List.of(file("b.parquet", 2))).replaceAll().commit();

    assertThat(Rows.read(lake, users.scan(first.id()))).containsExactly("1|user 1");
    assertThat(rows()).containsExactly("2|user 2");
  }

  @Test
  void a_missing_table_is_answered_with_the_nearest_name() {
    assertThat(lake.find(DatasetName.parse("silver.user"))).isEmpty();
    assertThatThrownBy(() -> lake.load(DatasetName.parse("silver.user")))
        .isInstanceOf(ProjectException.class)
        .hasMessageContaining("Cannot find table 'silver.user'")
        .hasMessageContaining("Did you mean 'silver.users'?");
  }

  @Test
  void writers_that_create_a_namespace_and_a_table_at_once_all_get_it() throws Exception {
    DatasetName name = DatasetName.parse("fresh.table");
    try (Lake other = Lake.open(settings, Clock.systemUTC())) {
      List<Callable<LakeTable>> creators = new ArrayList<>();
      for (int i = 0; i < 6; i++) {
        Lake mine = i % 2 == 0 ? lake : other;
        creators.add(() -> mine.create(name, COLUMNS, TableLayout.PLAIN));
      }
      ExecutorService threads = Executors.newFixedThreadPool(6);
      try {
        for (Future<LakeTable> made : threads.invokeAll(creators)) {
          assertThat(made.get().columns()).isEqualTo(COLUMNS);
        }
      } finally {
        threads.shutdownNow();
      }
    }
    assertThat(lake.tables()).contains(name);
  }

  @Test
  void files_of_other_folders_and_odd_names_are_refused() {
    String inside = settings.warehouse();
    List<String> refused =
        List.of(
            "s3://other/x",
            "s3://lake/../x",
            "s3://lake",
            inside + "/a/../../x",
            inside + "/${x}",
            "/etc/passwd",
            inside + "/a\nb");
    for (String location : refused) {
      assertThatThrownBy(() -> lake.local(location))
          .as(location)
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("Cannot use location");
    }
  }
}
