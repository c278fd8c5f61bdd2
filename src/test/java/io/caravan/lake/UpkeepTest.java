package io.caravan.lake;

import static org.assertj.core.api.Assertions.assertThat;

import io.caravan.record.Position;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.iceberg.BaseTable;
import org.apache.iceberg.TableMetadata;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UpkeepTest extends TableCase {
  // Snapshots are stamped by the system clock, so this one must start from there.
  private final SetClock clock = new SetClock(Instant.now());

  @Override
  Clock clock() {
    return clock;
  }

  @Override
  TableLayout layout() {
    return new TableLayout("", List.of("id"), false);
  }

  @Override
  LakeSettings adjusted(LakeSettings usual) {
    return usual.with(
        new LakeSettings.Upkeep(
            1 << 20, 0.3, 3, 2, Duration.ofHours(1), Duration.ofHours(1), Duration.ofDays(1)));
  }

  private LakeTable.Maintenance maintain() {
    return users.maintain(Rows.repacker(lake, users));
  }

  @Test
  void a_table_that_is_committed_to_every_second_forgets_all_but_the_newest_and_one_an_hour() {
    StagedFile file = file("a.parquet", 1);
    users.change(MAIN).add(List.of(file)).covering(range("p", null, "0")).commit();
    long first = users.history().get(0).id();
    users.branch("kept");
    int kept = settings.upkeep().keptSnapshots();
    for (int i = 1; i < 50; i++) {
      if (i == 45) {
        clock.move(Duration.ofMinutes(10));
      }
      users
          .change(MAIN)
          .covering(range("p", Integer.toString(i - 1), Integer.toString(i)))
          .commit();
    }
    assertThat(users.history().size())
        .isBetween(Thinning.NEWEST * kept, (Thinning.NEWEST + Thinning.AT_ONCE) * kept);
    assertThat(users.position()).isEqualTo(Position.of("p", "49"));
    assertThat(rows()).containsExactly("1|user 1");
    assertThat(Rows.read(lake, users.scan(first))).containsExactly("1|user 1");
    assertThat(rows("kept")).containsExactly("1|user 1");
    assertThat(maintain().filesRepacked()).isZero();
    assertThat(rows()).containsExactly("1|user 1");
  }

  @Test
  void the_list_of_a_snapshot_that_a_branch_has_kept_meanwhile_is_not_deleted() {
    append("a.parquet", 1);
    append("b.parquet", 2);
    append("c.parquet", 3);
    try (LakeIO io = new ObjectStore(settings).io();
        LakeCatalog catalog = LakeCatalog.open(settings, io)) {
      BaseTable table = (BaseTable) catalog.loadTable(TableAccess.identifier(users.name()));
      TableMetadata before = table.operations().current();
      List<org.apache.iceberg.Snapshot> superfluous = before.snapshots().subList(0, 2);
      TableMetadata now =
          TableMetadata.buildFrom(before)
              .removeSnapshots(List.of(superfluous.get(0).snapshotId()))
              .build();
      assertThat(Thinning.forgotten(superfluous, now)).containsExactly(superfluous.get(0));
    }
  }

  @Test
  void small_files_become_one_and_rows_and_position_stay() {
    users
        .change(MAIN)
        .add(List.of(file("c.parquet", 5, 6)))
        .covering(range("p", null, "1"))
        .commit();
    append("b.parquet", 3, 4);
    append("a.parquet", 1, 2);

    LakeTable.Maintenance done = maintain();

    assertThat(done.filesRepacked()).isEqualTo(3);
    assertThat(done.filesWritten()).isEqualTo(1);
    assertThat(users.scan(MAIN).files()).hasSize(1);
    assertThat(rows())
        .containsExactly("1|user 1", "2|user 2", "3|user 3", "4|user 4", "5|user 5", "6|user 6");
    assertThat(users.position()).isEqualTo(Position.of("p", "1"));
    assertThat(users.snapshot(MAIN).orElseThrow().operation()).isEqualTo("replace");
    assertThat(maintain().filesRepacked()).isZero();
  }

  @Test
  void a_file_with_many_deleted_rows_is_written_anew_and_its_vector_goes() {
    StagedFile file = file("a.parquet", 1, 2, 3);
    users.change(MAIN).add(List.of(file)).commit();
    users.change(MAIN).delete(Map.of(file.location(), new long[] {0})).commit();

    assertThat(maintain().filesRepacked()).isEqualTo(1);

    assertThat(rows()).containsExactly("2|user 2", "3|user 3");
    assertThat(users.scan(MAIN).files().get(0).deleted()).isEmpty();
    assertThat(users.snapshot(MAIN).orElseThrow().summary())
        .containsEntry("total-delete-files", "0");
  }

  @Test
  void rows_deleted_while_their_files_are_packed_stay_deleted() {
    StagedFile file = file("a.parquet", 1, 2);
    users.change(MAIN).add(List.of(file)).commit();
    append("b.parquet", 3);
    append("c.parquet", 4);
    Repacker packer = Rows.repacker(lake, users);

    LakeTable.Maintenance done =
        users.maintain(
            (scan, folder, name, sortedBy) -> {
              users.change(MAIN).delete(Map.of(file.location(), new long[] {1})).commit();
              return packer.repack(scan, folder, name, sortedBy);
            });

    assertThat(done.filesRepacked()).isZero();
    assertThat(rows()).containsExactly("1|user 1", "3|user 3", "4|user 4");
  }

  @Test
  void rows_appended_while_files_are_packed_are_kept_with_their_position() {
    append("a.parquet", 1);
    append("b.parquet", 2);
    append("c.parquet", 3);
    Repacker packer = Rows.repacker(lake, users);

    users.maintain(
        (scan, folder, name, sortedBy) -> {
          users
              .change(MAIN)
              .add(List.of(file("d.parquet", 4)))
              .covering(range("p", null, "9"))
              .commit();
          return packer.repack(scan, folder, name, sortedBy);
        });

    assertThat(users.scan(MAIN).files()).hasSize(2);
    assertThat(rows()).containsExactly("1|user 1", "2|user 2", "3|user 3", "4|user 4");
    assertThat(users.position()).isEqualTo(Position.of("p", "9"));
  }

  @Test
  void packing_waits_while_a_run_is_to_be_published() {
    append("a.parquet", 1);
    append("b.parquet", 2);
    append("c.parquet", 3);
    users.branch("run");
    users.change("run").add(List.of(file("d.parquet", 4))).commit();
    assertThat(maintain().filesRepacked()).isZero();

    users.publish("run");
    assertThat(maintain().filesRepacked()).isEqualTo(4);
  }

  @Test
  void old_snapshots_expire_and_branches_and_positions_do_not() {
    users.change(MAIN).add(List.of(file("a.parquet", 1))).covering(range("p", null, "1")).commit();
    users.branch("audit");
    for (int i = 2; i <= 5; i++) {
      users.change(MAIN).replaceAll().add(List.of(file("f" + i + ".parquet", i))).commit();
    }
    clock.move(Duration.ofHours(2));

    LakeTable.Maintenance done = maintain();

    assertThat(done.snapshotsExpired()).isEqualTo(2);
    assertThat(users.history()).hasSize(2);
    assertThat(rows()).containsExactly("5|user 5");
    assertThat(rows("audit")).containsExactly("1|user 1");
    assertThat(users.position()).isEqualTo(Position.of("p", "1"));
    assertThat(users.snapshot("audit").orElseThrow().position()).isEqualTo(Position.of("p", "1"));
  }

  @Test
  void a_position_survives_the_expiry_of_the_last_commit_of_ours_below_another_engines() {
    users.change(MAIN).add(List.of(file("a.parquet", 1))).covering(range("p", null, "1")).commit();
    try (LakeIO io = new ObjectStore(settings).io();
        LakeCatalog catalog = LakeCatalog.open(settings, io)) {
      var table = catalog.loadTable(TableAccess.identifier(USERS));
      for (int i = 0; i < 4; i++) {
        table.newAppend().commit();
      }
    }
    assertThat(users.position()).isEqualTo(Position.of("p", "1"));
    clock.move(Duration.ofHours(2));
    maintain();

    assertThat(users.history()).hasSize(2);
    assertThat(users.position()).isEqualTo(Position.of("p", "1"));
  }

  @Test
  void orphans_go_after_their_grace_and_nothing_that_a_snapshot_names_does() throws IOException {
    StagedFile deletedFrom = file("year=2026/a.parquet", 1, 2, 3, 4, 5);
    users.change(MAIN).add(List.of(deletedFrom)).commit();
    users.change(MAIN).delete(Map.of(deletedFrom.location(), new long[] {2})).commit();
    users.branch("audit");
    users.change("audit").replaceAll().add(List.of(file("b.parquet", 9))).commit();
    StagedFile orphan = file("year=2026/of-a-killed-process.parquet", 7);
    assertThat(lake.sweepOrphans()).isZero();
    assertThat(lake.local(orphan.location())).exists();
    List<String> before = rows();

    clock.move(Duration.ofHours(2));
    int swept = lake.sweepOrphans();

    assertThat(swept).isEqualTo(1);
    assertThat(listed())
        .noneMatch(l -> l.contains("killed-process"))
        .anyMatch(l -> l.endsWith(".puffin"));
    assertThat(rows()).isEqualTo(before);
    assertThat(rows("audit")).containsExactly("9|user 9");
    assertThat(lake.sweepOrphans()).isZero();
  }

  @Test
  void what_killed_commits_leave_is_swept_with_their_manifests(@TempDir Path temp)
      throws IOException {
    append("a.parquet", 1);
    String metadata = users.dataLocation() + "metadata/";
    for (String left :
        List.of(
            "00001-left.gz.metadata.json",
            "snap-1-1-left.avro",
            "left-m0.avro",
            "left.puffin",
            ".b.parquet.1.tmp")) {
      lake.put(Files.writeString(temp.resolve(left), "half"), metadata + left);
    }
    clock.move(Duration.ofHours(2));

    assertThat(lake.sweepOrphans()).isEqualTo(5);
    append("b.parquet", 2);
    assertThat(rows()).containsExactly("1|user 1", "2|user 2");
  }

  private List<String> listed() {
    List<String> locations = new ArrayList<>();
    try (ObjectStore store = new ObjectStore(settings)) {
      store.io().listPrefix(users.dataLocation()).forEach(file -> locations.add(file.location()));
    }
    return locations;
  }
}
