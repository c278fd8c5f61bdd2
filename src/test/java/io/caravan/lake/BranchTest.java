package io.caravan.lake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.caravan.record.Column;
import io.caravan.record.ColumnType;
import io.caravan.record.Columns;
import io.caravan.record.FencedException;
import io.caravan.record.Position;
import java.util.List;
import org.junit.jupiter.api.Test;

class BranchTest extends TableCase {
  private static final String RUN = "run_1";

  @Test
  void readers_of_main_see_a_branch_once_it_is_published() {
    users.change(MAIN).add(List.of(file("a.parquet", 1))).covering(range("p", null, "1")).commit();
    users.branch(RUN);
    users.change(RUN).add(List.of(file("b.parquet", 2))).commit();
    assertThat(rows()).containsExactly("1|user 1");
    assertThat(rows(RUN)).containsExactly("1|user 1", "2|user 2");

    Snapshot published = users.publish(RUN);

    assertThat(rows()).containsExactly("1|user 1", "2|user 2");
    assertThat(users.snapshot(MAIN)).contains(published);
    assertThat(users.position()).isEqualTo(Position.of("p", "1"));
    assertThat(users.snapshot(RUN)).isEmpty();
  }

  @Test
  void a_branch_of_an_empty_table_can_be_published() {
    users.branch(RUN);
    users.change(RUN).add(List.of(file("a.parquet", 1))).covering(range("p", null, "1")).commit();
    assertThat(users.scan(MAIN).files()).isEmpty();

    users.publish(RUN);

    assertThat(rows()).containsExactly("1|user 1");
    assertThat(users.position()).isEqualTo(Position.of("p", "1"));
  }

  @Test
  void a_branch_is_refused_when_main_has_moved_since() {
    append("a.parquet", 1);
    users.branch(RUN);
    users.change(RUN).add(List.of(file("b.parquet", 2))).commit();
    append("c.parquet", 3);

    assertThatThrownBy(() -> users.publish(RUN))
        .isInstanceOf(FencedException.class)
        .hasMessageContaining("Cannot publish branch 'run_1' of silver.users")
        .hasMessageContaining("main has moved");
    assertThat(rows()).containsExactly("1|user 1", "3|user 3");
  }

  @Test
  void a_branch_of_nothing_is_refused_when_main_has_got_rows_since() {
    users.branch(RUN);
    LakeTable.Commit late = users.change(RUN).add(List.of(file("b.parquet", 2)));
    append("a.parquet", 1);

    assertThatThrownBy(late::commit)
        .isInstanceOf(FencedException.class)
        .hasMessageContaining("no such branch");
    assertThatThrownBy(() -> users.publish(RUN))
        .isInstanceOf(FencedException.class)
        .hasMessageContaining("no such branch");
  }

  @Test
  void making_a_branch_again_forgets_what_was_in_it() {
    append("a.parquet", 1);
    users.branch(RUN);
    users.change(RUN).add(List.of(file("b.parquet", 2))).commit();
    users.branch(RUN);

    assertThat(rows(RUN)).containsExactly("1|user 1");
  }

  @Test
  void a_dropped_branch_leaves_main_alone() {
    append("a.parquet", 1);
    users.branch(RUN);
    users.dropBranch(RUN);
    users.dropBranch(RUN);

    assertThat(users.snapshot(RUN)).isEmpty();
    assertThat(rows()).containsExactly("1|user 1");
  }

  @Test
  void columns_change_for_readers_together_with_the_rows() {
    append("a.parquet", 1);
    long before = users.snapshot(MAIN).orElseThrow().id();
    Columns wanted =
        Columns.of(
            Column.required("id", ColumnType.Simple.STRING),
            Column.optional("city", ColumnType.Simple.STRING));
    users.branch(RUN);
    List<Scan.Field> fields = users.redefine(RUN, wanted);
    StagedFile file = Rows.stage(lake, users, "b.parquet", fields, List.of(List.of("u1", "Rome")));
    users.change(RUN).replaceAll().add(List.of(file)).commit();

    assertThat(users.columns()).isEqualTo(COLUMNS);
    assertThat(rows()).containsExactly("1|user 1");
    assertThat(users.scan(RUN).fields()).isEqualTo(fields);
    assertThat(rows(RUN)).containsExactly("u1|Rome");

    long published = users.publish(RUN).id();

    assertThat(users.columns()).isEqualTo(wanted);
    assertThat(rows()).containsExactly("u1|Rome");
    assertThat(Rows.read(lake, users.scan(published))).containsExactly("u1|Rome");
    assertThat(Rows.read(lake, users.scan(before))).containsExactly("1|user 1");
  }

  @Test
  void a_column_that_still_fits_keeps_its_field() {
    users.branch(RUN);
    List<Scan.Field> fields =
        users.redefine(
            RUN, Columns.of(COLUMNS.list().get(1), Column.optional("id", ColumnType.Simple.INT)));

    List<Scan.Field> before = users.scan(MAIN).fields();
    assertThat(fields.get(0)).isEqualTo(before.get(1));
    assertThat(fields.get(1).id()).isGreaterThan(before.get(1).id());
  }

  @Test
  void a_dropped_branch_takes_its_columns_with_it() {
    append("a.parquet", 1);
    users.branch(RUN);
    users.redefine(RUN, Columns.of(Column.optional("other", ColumnType.Simple.LONG)));
    users.dropBranch(RUN);
    users.branch(RUN);

    assertThat(users.scan(RUN).fields()).isEqualTo(users.scan(MAIN).fields());
  }

  @Test
  void a_sort_column_may_go() {
    LakeTable sorted =
        lake.create(
            io.caravan.record.DatasetName.parse("gold.sorted"),
            COLUMNS,
            new TableLayout("", List.of("id"), false));
    sorted.branch(RUN);
    List<Scan.Field> fields =
        sorted.redefine(RUN, Columns.of(Column.optional("city", ColumnType.Simple.STRING)));
    StagedFile file = Rows.stage(lake, sorted, "b.parquet", fields, List.of(List.of("Rome")));
    sorted.change(RUN).replaceAll().add(List.of(file)).commit();
    sorted.publish(RUN);

    assertThat(Rows.read(lake, sorted.scan(MAIN))).containsExactly("Rome");
  }
}
