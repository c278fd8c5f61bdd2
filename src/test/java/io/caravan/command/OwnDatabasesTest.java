package io.caravan.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.caravan.embedded.EmbeddedPostgres;
import io.caravan.embedded.EmbeddedS3;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What docs/postgresql.md says is done here, with a real PostgreSQL as all three databases. */
@Timeout(120)
class OwnDatabasesTest {
  @TempDir Path folder;

  @Test
  void with_the_settings_of_the_page_everything_lies_in_postgresql_and_nothing_embedded_is_started()
      throws Exception {
    try (EmbeddedPostgres server = EmbeddedPostgres.start(folder.resolve("server"));
        EmbeddedS3 store = EmbeddedS3.start(folder.resolve("store"), "acme-lake")) {
      server.createDatabase("shop");
      String shop = server.jdbcUrl("shop");
      for (String statement : block("sql").split(";\n")) {
        execute(shop, statement);
      }
      execute(
          shop,
          "create table customers as select i as id, now() - interval '1 day' as changed from generate_series(1, 1000) i");
      Path project = project(server, store);

      Outcome round = run(project, store, "run", "--once");

      assertThat(round.code()).as(round.out() + round.err()).isZero();
      assertThat(round.out()).containsPattern("bronze\\.customers +1,000 +1,000 ");
      assertThat(
              ask(
                  server.jdbcUrl("catalog"),
                  "select table_namespace || '.' || table_name from iceberg_tables"))
          .containsExactly("bronze.customers");
      assertThat(
              ask(
                  server.jdbcUrl("ledger"),
                  "select route from caravan_route where watermark is not null"))
          .containsExactly("bronze.customers");
      assertThat(ask(server.jdbcUrl("ledger"), "select state from caravan_run"))
          .containsExactly("succeeded");
      assertThat(run(project, store, "query", "select count(*) from bronze.customers").out())
          .contains("1000");
      try (Stream<Path> left = Files.walk(project.resolve("data"))) {
        assertThat(left.filter(Files::isRegularFile).map(file -> file.getFileName().toString()))
            .containsExactly("running.lock");
      }
    }
  }

  private Path project(EmbeddedPostgres server, EmbeddedS3 store) throws Exception {
    Path project = folder.resolve("project");
    Path route =
        Files.createDirectories(project.resolve("routes/bronze")).resolve("customers.camel.yaml");
    Files.writeString(
        route,
        """
        - route:
            id: bronze.customers
            from:
              uri: kamelet:jdbc-table-source
              parameters: {dataSource: shop, table: customers, key: id, watermark: changed, schedule: "@daily"}
              steps:
                - to: {uri: kamelet:bronze-sink, parameters: {table: customers}}
        """);
    Files.writeString(
        project.resolve("application.properties"),
        block("properties")
            .replace("db.example.com", "127.0.0.1:" + server.port())
            .replace("https://s3.example.com", store.endpoint().toString())
            .replace("access-key = lake", "access-key = " + store.accessKey()));
    return project;
  }

  private static Outcome run(Path project, EmbeddedS3 store, String... command) throws Exception {
    List<String> words = new ArrayList<>(List.of(command));
    words.addAll(List.of("--project", project.toString()));
    for (String secret :
        List.of(
            "caravan.source.shop.password=change me",
            "caravan.lake.catalog.password=change me too",
            "caravan.ledger.password=change me too",
            "caravan.s3.secret-key=" + store.secretKey(),
            "caravan.server=http://127.0.0.1:" + SmallProject.freePort())) {
      words.addAll(List.of("--set", secret));
    }
    return Outcome.of(words.toArray(String[]::new));
  }

  private static String block(String language) throws Exception {
    Matcher block =
        Pattern.compile("```" + language + "\\n(.*?)```", Pattern.DOTALL)
            .matcher(Files.readString(Path.of("docs/postgresql.md")));
    assertThat(block.find()).isTrue();
    return block.group(1);
  }

  private static void execute(String url, String sql) throws SQLException {
    try (Connection connection = DriverManager.getConnection(url, "postgres", "")) {
      connection.createStatement().execute(sql);
    }
  }

  private static List<String> ask(String url, String sql) throws SQLException {
    try (Connection connection = DriverManager.getConnection(url, "caravan", "");
        ResultSet rows = connection.createStatement().executeQuery(sql)) {
      List<String> answer = new ArrayList<>();
      while (rows.next()) {
        answer.add(rows.getString(1));
      }
      return answer;
    }
  }
}
