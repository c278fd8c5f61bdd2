package io.caravan.route;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.caravan.embedded.EmbeddedPostgres;
import io.caravan.engine.DuckDbEngine;
import io.caravan.lake.Lake;
import io.caravan.lake.LakeTable;
import io.caravan.record.DatasetName;
import io.caravan.runs.Instance;
import io.caravan.runs.Ledger;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.apache.camel.CamelContext;
import org.apache.camel.main.Main;
import org.h2.jdbcx.JdbcConnectionPool;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * The real parts around bronze: a database to read from, an object store, a lake, an engine and a
 * ledger.
 */
final class BronzeParts implements AutoCloseable {
  final MovedClock clock = new MovedClock();
  final EmbeddedPostgres postgres;
  final HikariDataSource app;
  final Lake lake;
  final DuckDbEngine engine;
  final S3Client client;
  private final LakeParts parts;

  BronzeParts(Path folder) {
    postgres = EmbeddedPostgres.start(folder.resolve("postgres"));
    postgres.createDatabase("app");
    app = pool(postgres.jdbcUrl("app"));
    parts = new LakeParts(folder, clock);
    lake = parts.lake;
    engine = parts.engine;
    client = parts.client;
  }

  static HikariDataSource pool(String url) {
    HikariConfig config = new HikariConfig();
    config.setJdbcUrl(url);
    config.setUsername("postgres");
    config.setAutoCommit(false);
    config.setMaximumPoolSize(4);
    return new HikariDataSource(config);
  }

  /** Runs statements in one transaction each. */
  void sql(String... statements) {
    for (String each : statements) {
      try (Connection connection = app.getConnection();
          var statement = connection.createStatement()) {
        statement.execute(each);
        connection.commit();
      } catch (SQLException e) {
        throw new AssertionError(each, e);
      }
    }
  }

  /** A number that PostgreSQL itself says. */
  long count(String sql) {
    try (Connection connection = app.getConnection();
        var statement = connection.createStatement();
        var rows = statement.executeQuery(sql)) {
      rows.next();
      return rows.getLong(1);
    } catch (SQLException e) {
      throw new AssertionError(sql, e);
    }
  }

  Optional<LakeTable> bronze(String table) {
    return lake.find(new DatasetName("bronze", table));
  }

  /** Rows of a query on a bronze table, each as text; none while there is no such table. */
  List<String> query(String table, String sql) {
    return parts.query(new DatasetName("bronze", table), sql);
  }

  /** The program's own way of running the shipped Kamelets, with a ledger of its own. */
  Running run(String routes, Map<String, String> properties, Map<String, Object> beans) {
    return new Running(this, routes, properties, beans);
  }

  @Override
  public void close() {
    parts.close();
    app.close();
    postgres.close();
  }

  /** Routes that are running. */
  static final class Running implements AutoCloseable {
    private final Main main = new Main();
    final Ledger ledger;

    Running(
        BronzeParts parts,
        String routes,
        Map<String, String> properties,
        Map<String, Object> beans) {
      ledger =
          new Ledger(
              JdbcConnectionPool.create(
                  "jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1", "sa", ""),
              parts.clock,
              Instance.named("test"),
              Duration.ofSeconds(30));
      main.addInitialProperty("camel.main.routesIncludePattern", "classpath:routes/" + routes);
      main.addInitialProperty("camel.component.kamelet.location", "file:routes/kamelets");
      main.addInitialProperty(
          "camel.component.quartz.properties[org.quartz.threadPool.threadCount]", "4");
      properties.forEach((key, value) -> main.addInitialProperty("test." + key, value));
      main.configure().setBasePackageScanEnabled(false);
      main.bind("kameletPerRoute", new KameletPerRoute());
      main.bind("clock", parts.clock);
      main.bind("ledger", ledger);
      main.bind("lake", parts.lake);
      main.bind("engine", parts.engine);
      main.bind("lakeStore", parts.client);
      main.bind("app", parts.app);
      beans.forEach(main::bind);
      try {
        main.start();
      } catch (RuntimeException e) {
        close();
        throw e;
      }
    }

    CamelContext context() {
      return main.getCamelContext();
    }

    @Override
    public void close() {
      main.stop();
      ledger.close();
    }
  }
}
