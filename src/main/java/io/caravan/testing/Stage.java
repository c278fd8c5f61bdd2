package io.caravan.testing;

import io.caravan.Key;
import io.caravan.Settings;
import io.caravan.embedded.EmbeddedParts;
import io.caravan.embedded.EmbeddedPostgres;
import io.caravan.record.WorldException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The real parts that all cases share, over a temporary folder: object store, brokers, and a
 * PostgreSQL once a case gives tables of a database. Each case has a lake, a ledger and databases
 * of its own in them. Nothing of what the project's settings name is asked.
 */
public final class Stage implements AutoCloseable {
  private static final String NOBODY = "http://127.0.0.1:9";
  private final Settings project;
  private final Path folder;
  private final EmbeddedParts parts;
  private final List<String> inMemory = new ArrayList<>();
  private int cases;

  /**
   * @param project whose routes, models and suites are tested
   */
  public Stage(Settings project) {
    this.project = project;
    try {
      this.folder = Files.createTempDirectory("caravan-test-");
    } catch (IOException e) {
      throw new WorldException("Cannot make a temporary folder: " + e.getMessage(), e);
    }
    this.parts = EmbeddedParts.own(folder);
    parts.objectStore("lake");
    parts.kafka();
  }

  /** Runs one case. */
  public CaseResult run(TestCase test) {
    String name = "case_" + ++cases;
    try {
      return new CaseRun(test, settings(name, test.given()), name).run();
    } finally {
      inMemory.forEach(Stage::forget);
      inMemory.clear();
    }
  }

  private static void forget(String uri) {
    try (Connection connection = DriverManager.getConnection(uri, "sa", "");
        Statement statement = connection.createStatement()) {
      statement.execute("shutdown");
    } catch (SQLException e) {
      throw new WorldException("Cannot forget a database in memory: " + e.getMessage(), e);
    }
  }

  private Settings settings(String name, Given given) {
    Map<String, String> own = new HashMap<>();
    own.put(Key.DATA.name(), folder.toString());
    own.put(Key.WAREHOUSE.name(), "s3://lake/" + name);
    own.put(Key.S3_ENDPOINT.name(), Key.EMBEDDED);
    own.put(Key.KAFKA_BROKERS.name(), Key.EMBEDDED);
    own.put(Key.CATALOG_URI.name(), h2(name + "_catalog"));
    own.put(Key.CATALOG_USER.name(), "sa");
    own.put(Key.CATALOG_PASSWORD.name(), "");
    own.put(Key.LEDGER_URI.name(), h2(name + "_ledger"));
    own.put(Key.LEDGER_USER.name(), "sa");
    own.put(Key.LEDGER_PASSWORD.name(), "");
    own.put(Key.INSTANCE.name(), "test");
    own.put(Key.SERVER.name(), "http://127.0.0.1:0");
    own.put(Key.WEBHOOKS.name(), "http://127.0.0.1:0");
    own.put(Key.LIVE.name(), "false");
    own.put(Key.MODELS_TARGET.name(), folder.resolve("target").toString());
    if (!project.get(Key.REGISTRY_URL).isEmpty()) {
      own.put(Key.REGISTRY_URL.name(), NOBODY);
      List.of(Key.REGISTRY_USER, Key.REGISTRY_PASSWORD, Key.REGISTRY_TOKEN)
          .forEach(key -> own.put(key.name(), ""));
    }
    // Nothing more is coming: what is there is a whole batch.
    for (String source : List.of("kafka-records-source", "signed-webhook-source")) {
      own.put("camel.kamelet." + source + ".batchTime", "50ms");
    }
    for (String source : project.names(Key.SOURCE_URI)) {
      own.putAll(database(name, source, Optional.ofNullable(given.databases().get(source))));
    }
    return project.without(Key.KAFKA_CLIENT).with(own);
  }

  private String h2(String name) {
    String uri =
        "jdbc:h2:mem:%s;DATABASE_TO_LOWER=TRUE;CASE_INSENSITIVE_IDENTIFIERS=TRUE;DB_CLOSE_DELAY=-1"
            .formatted(name);
    inMemory.add(uri);
    return uri;
  }

  /** A source that no table is given of is there, but empty. */
  private Map<String, String> database(
      String name, String source, Optional<Map<String, Given.Rows>> tables) {
    String before = Key.SOURCE_URI.name().replace("*", source).replaceFirst("uri$", "");
    if (tables.isEmpty()) {
      return Map.of(
          before + "uri", h2(name + "_" + source), before + "user", "sa", before + "password", "");
    }
    EmbeddedPostgres postgres = parts.postgres();
    String database =
        name + "_" + source.toLowerCase(java.util.Locale.ROOT).replaceAll("[^a-z0-9]", "_");
    postgres.createDatabase(database);
    String uri = postgres.jdbcUrl(database);
    try (Connection connection =
            DriverManager.getConnection(uri, postgres.user(), postgres.password());
        Statement statement = connection.createStatement()) {
      for (Map.Entry<String, Given.Rows> table : tables.get().entrySet()) {
        create(statement, table.getKey(), table.getValue());
      }
    } catch (SQLException e) {
      throw new WorldException("Cannot make the tables of '" + source + "': " + e.getMessage(), e);
    }
    return Map.of(
        before + "uri",
        uri,
        before + "user",
        postgres.user(),
        before + "password",
        postgres.password());
  }

  private static void create(Statement statement, String table, Given.Rows rows)
      throws SQLException {
    RowsSql sql = RowsSql.of(rows, RowsSql.Dialect.POSTGRES);
    String name = io.caravan.engine.Sql.name(table);
    try {
      statement.execute("create table %s (%s)".formatted(name, sql.definitions()));
      statement.execute("insert into %s %s".formatted(name, sql.query()));
    } catch (SQLException e) {
      throw new io.caravan.record.ProjectException(
          rows.place(), "Cannot make table '" + table + "'.", e.getMessage());
    }
  }

  @Override
  public void close() {
    parts.close();
    try (Stream<Path> walk = Files.walk(folder)) {
      walk.sorted(Comparator.reverseOrder()).forEach(path -> path.toFile().delete());
    } catch (IOException e) {
      throw new WorldException("Cannot delete " + folder + ": " + e.getMessage(), e);
    }
  }
}
