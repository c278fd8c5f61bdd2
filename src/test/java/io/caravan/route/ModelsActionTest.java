package io.caravan.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.tuple;

import io.caravan.embedded.EmbeddedS3;
import io.caravan.engine.DuckDbEngine;
import io.caravan.engine.EngineSettings;
import io.caravan.engine.SqlEngine;
import io.caravan.lake.Lake;
import io.caravan.lake.LakeSettings;
import io.caravan.lake.LakeTable;
import io.caravan.model.Models;
import io.caravan.model.ModelsFailed;
import io.caravan.model.ProjectSettings;
import io.caravan.record.DatasetName;
import io.caravan.record.ProjectException;
import io.caravan.runs.WaitingException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.builder.ExchangeBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelsActionTest {
  private static final String USERS =
      "{{ config(materialized='table') }} select i as id from range({{ var('least', 0) }}, %d) as r (i)";

  @TempDir Path folder;
  private final List<DatasetName> published = new ArrayList<>();
  private EmbeddedS3 store;
  private Lake lake;
  private SqlEngine engine;
  private Models models;

  @BeforeEach
  void open() throws IOException {
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
    file("dbt_project.yml", "name: shop\n");
    file("models/silver/users.sql", USERS.formatted(5));
    file(
        "models/silver/schema.yml",
        "models: [{name: users, columns: [{name: id, tests: [{dbt_utils.accepted_range: {max_value: 10}}]}]}]");
    file(
        "models/gold/counts.sql",
        "{{ config(materialized='table') }} select count(*) as users from {{ ref('users') }}");
    file("models/gold/never.sql", "{{ config(tags=['never']) }} select * from {{ ref('users') }}");
    models =
        new Models(
            folder.resolve("project"), ProjectSettings.usual(), lake, engine, Clock.systemUTC());
    models.listen((dataset, snapshot) -> published.add(dataset));
  }

  @AfterEach
  void close() {
    engine.close();
    lake.close();
    store.close();
  }

  private void file(String name, String text) throws IOException {
    Path file = folder.resolve("project").resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  private static Exchange send(RunningRoutes routes) {
    return routes
        .context()
        .createProducerTemplate()
        .send("direct:users", ExchangeBuilder.anExchange(routes.context()).build());
  }

  @Test
  void the_selection_is_built_published_and_summed_up_in_the_body() {
    try (RunningRoutes routes = new RunningRoutes("models.camel.yaml", Map.of("models", models))) {
      Exchange exchange = send(routes);
      assertThat(exchange.getException()).isNull();
      assertThat(exchange.getMessage().getBody(List.class))
          .extracting("name", "status", "rows", "tests")
          .containsExactly(
              tuple("silver.users", "success", 4L, 1), tuple("gold.counts", "success", 1L, 0));
      assertThat(CurrentRun.counts(exchange).snapshot())
          .containsEntry("silver", 4L)
          .containsEntry("gold", 1L);
      assertThat(published)
          .extracting(DatasetName::toString)
          .containsExactly("silver.users", "gold.counts");
    }
  }

  @Test
  void an_audit_that_fails_stops_the_exchange_and_keeps_the_version_before() throws IOException {
    try (RunningRoutes routes = new RunningRoutes("models.camel.yaml", Map.of("models", models))) {
      send(routes);
      long before =
          lake.load(DatasetName.parse("silver.users")).snapshot(LakeTable.MAIN).orElseThrow().id();
      file("models/silver/users.sql", USERS.formatted(14));

      Exchange exchange = send(routes);

      assertThat(exchange.getException())
          .isInstanceOf(ModelsFailed.class)
          .hasMessage(
              """
              Cannot publish 2 of 2 models.
                silver.users: 1 of 1 tests failed, readers still see the version before: dbt_utils_accepted_range_users_id__10 (Got 3 results, configured to fail if != 0)""");
      assertThat(
              lake.load(DatasetName.parse("silver.users"))
                  .snapshot(LakeTable.MAIN)
                  .orElseThrow()
                  .id())
          .isEqualTo(before);
    }
  }

  @Test
  void what_another_route_has_not_filled_yet_is_waited_for_and_the_rest_is_published()
      throws IOException {
    file("models/sources.yml", "sources: [{name: bronze, tables: [{name: orders}]}]");
    file(
        "models/gold/sales.sql",
        "select count(*) as n from {{ ref('users') }}, {{ source('bronze', 'orders') }}");
    file("models/gold/report.sql", "select * from {{ ref('sales') }}");
    try (RunningRoutes routes = new RunningRoutes("models.camel.yaml", Map.of("models", models))) {
      assertThat(send(routes).getException())
          .isInstanceOf(WaitingException.class)
          .hasMessage("gold.sales needs bronze.orders, which is not there yet.");
      assertThat(published)
          .extracting(DatasetName::toString)
          .containsExactlyInAnyOrder("silver.users", "gold.counts");
    }
  }

  @Test
  void a_project_that_is_edited_wrongly_goes_on_as_it_was() throws IOException {
    try (RunningRoutes routes = new RunningRoutes("models.camel.yaml", Map.of("models", models))) {
      send(routes);
      file("models/gold/counts.sql", "select * from {{ ref('usres') }}");
      assertThat(models.problems())
          .extracting(Object::toString)
          .containsExactly(
              "models/gold/counts.sql(1,21): Cannot follow ref: model 'usres' does not exist.\n  Did you mean 'users'?");
      assertThat(send(routes).getException()).isNull();
    }
  }

  @Test
  void a_selection_that_matches_nothing_stops_the_route_before_the_first_exchange() {
    assertThat(
            catchThrowable(
                () -> new RunningRoutes("models-misspelt.camel.yaml", Map.of("models", models))))
        .rootCause()
        .isInstanceOf(ProjectException.class)
        .hasMessageContaining("Cannot start route 'silver.users': parameter 'select' is wrong.")
        .hasMessageContaining(
            "Cannot select 'silver.user+': it matches nothing. Did you mean 'silver.users'?");
  }
}
