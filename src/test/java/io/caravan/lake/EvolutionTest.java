package io.caravan.lake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.caravan.record.Column;
import io.caravan.record.ColumnType;
import io.caravan.record.ColumnType.Decimal;
import io.caravan.record.ColumnType.ListOf;
import io.caravan.record.ColumnType.MapOf;
import io.caravan.record.ColumnType.Simple;
import io.caravan.record.ColumnType.Struct;
import io.caravan.record.Columns;
import io.caravan.record.DatasetName;
import io.caravan.record.ProjectException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class EvolutionTest extends TableCase {
  private LakeTable table(Column... columns) {
    return lake.create(
        DatasetName.parse("bronze.evolving"), Columns.of(columns), TableLayout.PLAIN);
  }

  @Test
  void every_type_comes_back_as_it_was_made() {
    List<Column> columns = new ArrayList<>();
    for (Simple simple : Simple.values()) {
      columns.add(Column.optional("c_" + simple, simple));
    }
    columns.add(new Column("price", new Decimal(38, 9), true, "in euros"));
    columns.add(Column.optional("tags", new ListOf(Simple.STRING)));
    columns.add(Column.optional("counts", new MapOf(Simple.STRING, Simple.LONG)));
    ColumnType address =
        new Struct(
            List.of(
                Column.required("street", Simple.STRING),
                Column.optional("lines", new ListOf(Simple.INT))));
    columns.add(Column.optional("addresses", new ListOf(address)));
    LakeTable made = table(columns.toArray(Column[]::new));

    assertThat(made.columns().list()).isEqualTo(columns);
    Scan.Field last = made.scan(MAIN).fields().get(columns.size() - 1);
    assertThat(last.nested())
        .containsOnlyKeys("element", "element.street", "element.lines", "element.lines.element");
    assertThat(last.nested().values()).doesNotHaveDuplicates().doesNotContain(last.id());
  }

  @Test
  void columns_are_added_and_widened_and_nothing_is_dropped() {
    LakeTable table =
        table(
            Column.required("id", Simple.INT),
            Column.optional("weight", Simple.FLOAT),
            Column.optional("price", new Decimal(10, 2)),
            Column.required("gone", Simple.STRING));
    Columns after =
        table.evolve(
            Columns.of(
                Column.optional("id", Simple.LONG),
                Column.optional("weight", Simple.DOUBLE),
                Column.optional("price", new Decimal(18, 2)),
                Column.required("city", Simple.STRING)));

    assertThat(after)
        .isEqualTo(
            Columns.of(
                Column.optional("id", Simple.LONG),
                Column.optional("weight", Simple.DOUBLE),
                Column.optional("price", new Decimal(18, 2)),
                Column.optional("gone", Simple.STRING),
                Column.optional("city", Simple.STRING)));
    assertThat(table.columns()).isEqualTo(after);
  }

  @Test
  void a_narrower_source_changes_nothing() {
    LakeTable table =
        table(Column.optional("id", Simple.LONG), Column.optional("price", new Decimal(18, 2)));
    Columns before = table.columns();

    assertThat(
            table.evolve(
                Columns.of(
                    Column.required("id", Simple.INT),
                    Column.optional("price", new Decimal(9, 2)))))
        .isEqualTo(before);
  }

  @Test
  void nested_columns_evolve_too() {
    LakeTable table =
        table(
            Column.optional(
                "a", new ListOf(new Struct(List.of(Column.optional("x", Simple.INT))))));
    ColumnType wanted =
        new ListOf(
            new Struct(
                List.of(Column.optional("x", Simple.LONG), Column.optional("y", Simple.STRING))));

    assertThat(table.evolve(Columns.of(Column.optional("a", wanted))).list().get(0).type())
        .isEqualTo(wanted);
  }

  @Test
  void a_change_that_could_lose_values_is_refused_with_both_types() {
    LakeTable table = table(Column.optional("price", new Decimal(10, 2)));

    assertThatThrownBy(() -> table.evolve(Columns.of(Column.optional("price", Simple.STRING))))
        .isInstanceOf(ProjectException.class)
        .hasMessageContaining("table bronze.evolving")
        .hasMessageContaining("Cannot change column 'price' from decimal(10, 2) to string")
        .hasMessageContaining("Cast the column");
    assertThatThrownBy(() -> table.evolve(Columns.of(Column.optional("price", new Decimal(12, 4)))))
        .hasMessageContaining("decimal(12, 4)");
  }

  @Test
  void rows_written_before_a_column_was_added_show_null_in_it() {
    append("a.parquet", 1);
    users.evolve(
        Columns.of(
            COLUMNS.list().get(0), COLUMNS.list().get(1), Column.optional("city", Simple.STRING)));
    StagedFile file =
        Rows.stage(
            lake,
            users,
            "b.parquet",
            users.scan(MAIN).fields(),
            List.of(Arrays.asList(2L, null, "Rome")));
    users.change(MAIN).add(List.of(file)).commit();

    assertThat(rows()).containsExactly("1|user 1|null", "2|null|Rome");
  }

  @Test
  void files_without_field_ids_are_named_in_the_mapping_that_other_engines_read() {
    LakeTable bronze =
        lake.create(
            DatasetName.parse("bronze.users"),
            Columns.of(
                Column.optional("id", Simple.LONG),
                Column.required("_ingested_at", Simple.TIMESTAMPTZ)),
            TableLayout.bronze());
    bronze.evolve(
        Columns.of(
            Column.optional("id", Simple.LONG),
            Column.required("_ingested_at", Simple.TIMESTAMPTZ),
            Column.optional("city", Simple.STRING)));

    try (LakeIO io = new ObjectStore(settings).io();
        LakeCatalog catalog = LakeCatalog.open(settings, io)) {
      String mapping =
          catalog
              .loadTable(TableAccess.identifier(bronze.name()))
              .properties()
              .get("schema.name-mapping.default");
      assertThat(mapping).contains("\"city\"").contains("\"_ingested_at\"");
    }
    assertThat(bronze.scan(MAIN).byName()).isTrue();
  }
}
