package io.caravan.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LineageTest {
  @TempDir static Path temp;
  private Workshop workshop;
  private Models models;
  private List<?> cases;

  @BeforeAll
  void write() throws Exception {
    String text = Files.readString(Path.of("src/test/resources/spec/model/lineage.yaml"));
    cases = (List<?>) YamlReader.read("lineage.yaml", text).plain().get("cases");
    workshop = new Workshop(temp.resolve("lake"));
    workshop.append("bronze.users", "select 1 as id, 'a' as name, 'B' as city");
    workshop.append("bronze.orders", "select 1 as id, 1 as user_id, 2.5 as amount");
    Path project =
        Workshop.project(
            temp.resolve("shop"),
            "models/bronze.yml",
            "sources: [{name: bronze, tables: [{name: users}, {name: orders}, {name: later, columns: [{name: at}]}]}]",
            "models/silver/soon.sql",
            "select * from {{ source('bronze', 'later') }}",
            "models/silver/users.sql",
            "{{ config(materialized='ephemeral') }} select id as user_id, name || city as full_name from {{ source('bronze', 'users') }}",
            "models/silver/paid.sql",
            "select full_name as payer, amount from {{ ref('users') }} join {{ source('bronze', 'orders') }} using (user_id)",
            "models/gold/totals.sql",
            "select payer, sum(amount) as total from {{ ref('paid') }} group by payer");
    for (int i = 0; i < cases.size(); i++) {
      String sql = (String) ((Map<?, ?>) cases.get(i)).get("sql");
      Workshop.write(
          project.resolve("models/gold/case_" + i + ".sql"),
          sql.replaceAll("\\b(from|join) u\\b", "$1 {{ source('bronze', 'users') }} as u")
              .replaceAll("\\b(from|join) o\\b", "$1 {{ source('bronze', 'orders') }} as o")
              .replaceAll("as u (as )?([xa])\\b", "as $2"));
    }
    models = workshop.models(project);
  }

  @AfterAll
  void close() {
    workshop.close();
  }

  @TestFactory
  Stream<DynamicTest> columns_are_followed_to_what_they_are_made_of() {
    return Stream.iterate(0, i -> i < cases.size(), i -> i + 1)
        .map(
            i ->
                DynamicTest.dynamicTest(
                    (String) ((Map<?, ?>) cases.get(i)).get("sql"),
                    () -> check(i, (Map<?, ?>) ((Map<?, ?>) cases.get(i)).get("gives"))));
  }

  private void check(int number, Map<?, ?> wanted) {
    Map<String, List<String>> made = new LinkedHashMap<>();
    for (ColumnOrigin each : models.lineage("case_" + number, RunOptions.USUAL)) {
      made.put(
          each.column().substring(each.column().lastIndexOf('.') + 1),
          each.from().stream()
              .map(from -> from.replace("bronze.users", "u").replace("bronze.orders", "o"))
              .toList());
    }
    assertThat(made).isEqualTo(wanted);
  }

  @Test
  void a_column_is_followed_through_models_to_its_sources_and_to_what_uses_it() {
    assertThat(models.lineage("gold.totals", RunOptions.USUAL))
        .containsExactly(
            new ColumnOrigin(
                "gold.totals.payer",
                List.of("silver.paid.payer"),
                List.of("bronze.users.city", "bronze.users.name"),
                List.of()),
            new ColumnOrigin(
                "gold.totals.total",
                List.of("silver.paid.amount"),
                List.of("bronze.orders.amount"),
                List.of()));
    assertThat(models.lineage("paid.amount", RunOptions.USUAL))
        .containsExactly(
            new ColumnOrigin(
                "silver.paid.amount",
                List.of("bronze.orders.amount"),
                List.of("bronze.orders.amount"),
                List.of("gold.totals.total")));
  }

  @Test
  void a_source_that_is_not_there_yet_has_the_columns_that_are_declared() {
    assertThat(models.lineage("soon", RunOptions.USUAL))
        .containsExactly(
            new ColumnOrigin(
                "silver.soon.at",
                List.of("bronze.later.at"),
                List.of("bronze.later.at"),
                List.of()));
  }

  @Test
  void what_cannot_be_followed_is_told() {
    assertThatThrownBy(() -> models.lineage("gold.total", RunOptions.USUAL))
        .hasMessage(
            "command line: Cannot follow 'gold.total': there is no such model.\n"
                + "  Did you mean 'gold.totals'?");
    assertThatThrownBy(() -> models.lineage("totals.totl", RunOptions.USUAL))
        .hasMessage(
            "command line: Cannot follow 'totals.totl': gold.totals has no column 'totl'.\n"
                + "  Did you mean 'total'?");
  }
}
