package io.caravan.lake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.caravan.record.FencedException;
import io.caravan.record.Position;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ChangeTest extends TableCase {
  private Snapshot delete(StagedFile file, long... positions) {
    return users.change(MAIN).delete(Map.of(file.location(), positions)).commit();
  }

  @Test
  void deleted_rows_are_hidden_and_added_ones_shown_in_one_commit() {
    StagedFile old = file("a.parquet", 1, 2, 3);
    users.change(MAIN).add(List.of(old)).commit();
    users
        .change(MAIN)
        .add(List.of(file("b.parquet", 12)))
        .delete(Map.of(old.location(), new long[] {1}))
        .commit();

    assertThat(rows()).containsExactly("1|user 1", "3|user 3", "12|user 12");
    assertThat(users.scan(MAIN).files().get(0).deleted()).containsExactly(1);
    assertThat(users.snapshot(MAIN).orElseThrow().operation()).isEqualTo("overwrite");
  }

  @Test
  void a_file_has_one_deletion_vector_however_often_its_rows_are_deleted() {
    StagedFile file = file("a.parquet", 0, 1, 2, 3, 4);
    users.change(MAIN).add(List.of(file)).commit();
    delete(file, 3);
    delete(file, 0, 3);
    Snapshot last = delete(file, 4);

    assertThat(rows()).containsExactly("1|user 1", "2|user 2");
    assertThat(users.scan(MAIN).files().get(0).deleted()).containsExactly(0, 3, 4);
    assertThat(last.summary())
        .containsEntry("total-delete-files", "1")
        .containsEntry("total-position-deletes", "3");
  }

  @Test
  void snapshots_before_a_deletion_still_show_the_row() {
    StagedFile file = file("a.parquet", 1, 2);
    Snapshot before = users.change(MAIN).add(List.of(file)).commit();
    delete(file, 0);

    assertThat(Rows.read(lake, users.scan(before.id()))).containsExactly("1|user 1", "2|user 2");
  }

  @Test
  void a_file_without_rows_left_goes_with_its_vector() {
    StagedFile file = file("a.parquet", 1, 2, 3);
    append("b.parquet", 4);
    users.change(MAIN).add(List.of(file)).commit();
    delete(file, 0);
    Snapshot last = delete(file, 1, 2);

    assertThat(rows()).containsExactly("4|user 4");
    assertThat(last.summary())
        .containsEntry("total-data-files", "1")
        .containsEntry("total-delete-files", "0");
  }

  @Test
  void replacing_everything_drops_files_and_vectors() {
    StagedFile file = file("a.parquet", 1, 2);
    users.change(MAIN).add(List.of(file)).covering(range("p", null, "1")).commit();
    delete(file, 0);
    Snapshot replaced = users.change(MAIN).replaceAll().add(List.of(file("b.parquet", 7))).commit();

    assertThat(rows()).containsExactly("7|user 7");
    assertThat(replaced.summary())
        .containsEntry("total-data-files", "1")
        .containsEntry("total-delete-files", "0");
    assertThat(replaced.position()).isEqualTo(Position.of("p", "1"));
  }

  @Test
  void rows_of_a_file_that_is_gone_cannot_be_deleted() {
    StagedFile file = file("a.parquet", 1);
    users.change(MAIN).add(List.of(file)).commit();
    users.change(MAIN).replaceAll().add(List.of(file("b.parquet", 2))).commit();

    assertThatThrownBy(() -> delete(file, 0))
        .isInstanceOf(FencedException.class)
        .hasMessageContaining("no longer a file of main in silver.users");
  }

  @Test
  void a_row_beyond_the_end_of_its_file_is_refused() {
    StagedFile file = file("a.parquet", 1);
    users.change(MAIN).add(List.of(file)).commit();

    assertThatThrownBy(() -> delete(file, 1))
        .hasMessageContaining("Cannot delete row 1")
        .hasMessageContaining("it has 1 rows");
    assertThat(rows()).containsExactly("1|user 1");
  }

  @Test
  void deletions_of_two_writers_in_one_file_are_both_kept() {
    StagedFile file = file("a.parquet", 0, 1, 2);
    users.change(MAIN).add(List.of(file)).commit();
    try (Lake other = Lake.open(settings, clock())) {
      LakeTable.Commit late =
          other.load(USERS).change(MAIN).delete(Map.of(file.location(), new long[] {2}));
      delete(file, 0);
      late.commit();
    }
    assertThat(rows()).containsExactly("1|user 1");
  }

  @Test
  void scans_tell_the_bounds_of_keys_by_field_id() {
    append("a.parquet", 5, 9, 7);
    Scan scan = users.scan(MAIN);

    assertThat(scan.files().get(0).lower())
        .containsEntry(scan.fields().get(0).id(), 5L)
        .containsEntry(scan.fields().get(1).id(), "user 5");
    assertThat(scan.files().get(0).upper()).containsEntry(scan.fields().get(0).id(), 9L);
  }
}
