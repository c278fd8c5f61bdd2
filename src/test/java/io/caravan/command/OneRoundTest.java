package io.caravan.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class OneRoundTest {
  @TempDir Path folder;
  private SmallProject project;

  @BeforeEach
  void open() throws Exception {
    project = new SmallProject(folder);
  }

  @AfterEach
  void close() throws Exception {
    project.close();
  }

  @Test
  void a_round_goes_from_the_source_to_gold_and_a_second_one_has_nothing_to_do() {
    Outcome first = project.caravan("run", "--once");
    assertThat(first.code()).as(first.err()).isZero();
    assertThat(first.out())
        .containsPattern("gold\\.sales +1 ")
        .containsPattern("silver\\.orders +a view")
        .doesNotContain("waits");
    Outcome history = project.caravan("quality", "history", "bronze.orders");
    assertThat(history.code()).as(history.err()).isZero();
    assertThat(history.out())
        .containsPattern("orders_bronze: expect_column_values_to_not_be_null\\(id\\) +\\. +0 +")
        .containsPattern("nulls of amount +0 +1? *.* too few versions to say");
    Outcome second = project.caravan("run", "--once");
    assertThat(second.code()).as(second.err()).isZero();
    assertThat(second.out()).endsWith("Nothing was due.\n");
  }

  @Test
  void two_datasets_that_wait_for_each_other_end_the_round_and_are_told_with_whom_they_wait_for()
      throws Exception {
    project.file("models/silver/a.sql", "select b.id from {{ ref('b') }} as b");
    project.file("models/silver/b.sql", "select id from {{ source('bronze', 'orders') }}");
    project.follow("silver.a", "bronze.orders", "", "silver.a");
    project.follow("silver.b", "silver.a", "", "silver.b");
    Outcome round = project.caravan("run", "--once");
    assertThat(round.code()).as(round.err()).isEqualTo(Caravan.ANSWER_IS_NO);
    assertThat(round.out())
        .contains(
            """
            silver.a waits: silver.a needs silver.b, which is not there yet.
            silver.b waits: it follows silver.a, which is not there yet.
            """)
        .doesNotContain("silver.orders waits");
  }

  @Test
  void what_reads_a_source_that_no_route_fills_is_told_and_the_rest_is_built() throws Exception {
    project.file("models/sources.yml", "sources: [{name: bronze, tables: [{name: returns}]}]");
    project.file(
        "models/gold/returned.sql",
        "select count(*) as n from {{ ref('orders') }}, {{ source('bronze', 'returns') }}");
    Outcome round = project.caravan("run", "--once");
    assertThat(round.code()).as(round.err()).isEqualTo(Caravan.ANSWER_IS_NO);
    assertThat(round.out())
        .contains(
            "silver.orders waits: gold.returned needs bronze.returns, which is not there yet.\n")
        .containsPattern("gold\\.sales +1 ");
  }
}
