package io.caravan.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.caravan.record.DatasetName;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Contracts, judged as dbt-duckdb judges the same models. */
class ContractsTest {
  private static final String ENFORCED = "config: {contract: {enforced: true}}";

  @TempDir Path temp;
  private Workshop workshop;
  private Path project;

  @BeforeEach
  void open() {
    workshop = new Workshop(temp);
    project = temp.resolve("project");
  }

  @AfterEach
  void close() {
    workshop.close();
  }

  private Invocation build(String sql, String columns, String constraints) {
    Workshop.project(
        project,
        "models/silver/users.sql",
        "{{ config(materialized='table') }} " + sql,
        "models/silver/schema.yml",
        "models: [{name: users, %s, columns: [%s], constraints: [%s]}]"
            .formatted(ENFORCED, columns, constraints));
    return workshop.models(project).build(Selection.ALL, RunOptions.USUAL);
  }

  @Test
  void
      types_are_compared_as_the_engine_writes_them_and_columns_come_in_the_order_of_the_contract() {
    Invocation built =
        build(
            "select 'a' as name, 1.5::decimal(9,2) as amount, 1 as id -- the end",
            "{name: id, data_type: int4}, {name: name, data_type: text}, {name: amount, data_type: 'numeric(9,2)'}",
            "");

    assertThat(built.complaint()).isEmpty();
    assertThat(workshop.lake.load(DatasetName.parse("silver.users")).columns().names())
        .containsExactly("id", "name", "amount");
  }

  @Test
  void every_column_that_is_not_as_written_is_told_with_both_types() {
    Invocation refused =
        build(
            "select 1::bigint as id, 1.5::decimal(9,2) as amount, 2 as more, 3 as \"ID2\"",
            "{name: id, data_type: int}, {name: amount, data_type: 'decimal(10,2)'}, {name: gone, data_type: varchar}, {name: id2, data_type: int}",
            "");

    assertThat(refused.complaint())
        .isEqualTo(
            "silver.users: Cannot build 'users': its columns are not those of its contract: id: expected INTEGER, given BIGINT; amount: expected DECIMAL(10,2), given DECIMAL(9,2); gone: expected VARCHAR, not given; id2: expected INTEGER, not given; more: not expected, given INTEGER; ID2: not expected, given INTEGER. Correct the query, or the columns of the model in its properties file.");
    assertThat(workshop.lake.find(DatasetName.parse("silver.users"))).isEmpty();
  }

  @Test
  void rows_that_break_a_constraint_are_not_published() {
    String columns =
        "{name: id, data_type: int, constraints: [{type: not_null}, {type: check, expression: 'id > 0'}]}, {name: name, data_type: varchar, constraints: [{type: unique}]}";
    assertThat(
            build(
                    "select 1 as id, 'a' as name union all select 2, null union all select 3, null",
                    columns,
                    "")
                .complaint())
        .isEmpty();

    assertThat(
            build(
                    "select * from (values (1, 'a'), (-1, 'a'), (null, 'b'), (1, 'c')) as t(id, name)",
                    columns,
                    "{type: primary_key, columns: [id]}, {type: primary_key, columns: [id, name]}")
                .complaint())
        .isEqualTo(
            "silver.users: Cannot publish 'users': constraints of its contract are broken: not_null[id] by 1; check[id > 0] by 1; unique[name] by 1; primary_key[id] by 2; primary_key[id, name] by 1. Readers still see the version before.");
    assertThat(workshop.rows("SELECT id FROM silver.users ORDER BY 1"))
        .containsExactly(List.of(1), List.of(2), List.of(3));
  }

  @Test
  void rows_that_were_there_before_count_for_a_key_too() {
    Workshop.project(
        project,
        "models/silver/users.sql",
        "{{ config(materialized='incremental', incremental_strategy='append', on_schema_change='fail') }} select 1 as id",
        "models/silver/schema.yml",
        "models: [{name: users, "
            + ENFORCED
            + ", columns: [{name: id, data_type: int, constraints: [{type: unique}]}]}]");
    Models models = workshop.models(project);
    assertThat(models.build(Selection.ALL, RunOptions.USUAL).complaint()).isEmpty();

    assertThat(models.build(Selection.ALL, RunOptions.USUAL).complaint())
        .contains("unique[id] by 1");
    assertThat(workshop.value("SELECT count(*) FROM silver.users")).isEqualTo(1L);
  }

  @Test
  void a_contract_that_is_not_enforced_is_a_description() {
    Workshop.project(
        project,
        "models/silver/users.sql",
        "{{ config(materialized='table') }} select 1 as id",
        "models/silver/schema.yml",
        "models: [{name: users, config: {contract: {enforced: false}}, columns: [{name: other, data_type: int}]}]");

    assertThat(workshop.models(project).build(Selection.ALL, RunOptions.USUAL).complaint())
        .isEmpty();
  }

  @Test
  void what_is_not_held_is_warned_of() {
    Workshop.project(
        project,
        "models/silver/users.sql",
        "select 1 as id",
        "models/silver/schema.yml",
        "models: [{name: users, "
            + ENFORCED
            + ", columns: [{name: id, data_type: int, constraints: [{type: foreign_key, expression: 'x (id)'}]}]}]");

    assertThat(workshop.models(project).project().warnings())
        .extracting(Object::toString)
        .containsExactly(
            "models/silver/users.sql: Cannot hold the contract of 'users': constraint 'foreign_key' is not held.\n  Write it as a data test, for example 'relationships'.",
            "models/silver/users.sql: Cannot hold the contract of 'users': constraints are not held for views.\n  Materialize it as a table, or write them as data tests.");
  }
}
