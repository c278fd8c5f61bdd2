package io.caravan;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.caravan.embedded.EmbeddedParts;
import io.caravan.embedded.EmbeddedPostgres;
import io.caravan.record.Place;
import io.caravan.record.ProjectException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import javax.sql.DataSource;

/** The databases that routes read from, by name; opened when first asked for. */
final class Sources implements AutoCloseable {
  private final Settings settings;
  private final EmbeddedParts parts;
  private final Map<String, HikariDataSource> open = new ConcurrentHashMap<>();

  Sources(Settings settings, EmbeddedParts parts) {
    this.settings = settings;
    this.parts = parts;
  }

  /**
   * All of them, each tried once, so that a wrong address or password is told at start-up.
   *
   * @throws ProjectException when one refuses us
   */
  Map<String, DataSource> all() {
    Map<String, DataSource> all = new TreeMap<>();
    settings.names(Key.SOURCE_URI).forEach(name -> all.put(name, source(name)));
    return all;
  }

  DataSource source(String name) {
    return open.computeIfAbsent(name, this::connect);
  }

  private HikariDataSource connect(String name) {
    String uri = settings.get(Key.SOURCE_URI, name);
    String user = settings.get(Key.SOURCE_USER, name);
    String password = settings.get(Key.SOURCE_PASSWORD, name);
    if (uri.equals(Key.EMBEDDED)) {
      EmbeddedPostgres postgres = parts.postgres();
      postgres.createDatabase(name);
      uri = postgres.jdbcUrl(name);
      user = postgres.user();
      password = postgres.password();
    }
    tryOnce(name, uri, user, password);
    HikariConfig config = new HikariConfig();
    config.setPoolName("source-" + name);
    config.setJdbcUrl(uri);
    config.setUsername(user);
    config.setPassword(password);
    // PostgreSQL streams a result set only inside a transaction; with auto-commit it would be read
    // into memory whole.
    config.setAutoCommit(false);
    config.setReadOnly(false);
    config.setMaximumPoolSize(settings.get(Key.SOURCE_CONNECTIONS, name));
    config.setMinimumIdle(0);
    config.setInitializationFailTimeout(-1);
    config.setConnectionTimeout(10_000);
    return new HikariDataSource(config);
  }

  private void tryOnce(String name, String uri, String user, String password) {
    try (Connection connection = DriverManager.getConnection(uri, user, password)) {
      connection.getMetaData();
    } catch (SQLException e) {
      if (refusesUs(e)) {
        throw new ProjectException(
            Place.file("application.properties"),
            "Cannot open the source '%s' at '%s' as '%s': %s"
                .formatted(name, uri, user, e.getMessage().lines().findFirst().orElse("")),
            "Check caravan.source.%1$s.uri, .user and .password (or the variable CARAVAN_SOURCE_%2$s_PASSWORD)."
                .formatted(name, name.toUpperCase(java.util.Locale.ROOT)));
      }
      // Not there yet: routes retry, and health says so.
    }
  }

  /** SQLSTATE 28: who we are; 3D: no such database; 08001 of no driver: no such address form. */
  private static boolean refusesUs(SQLException e) {
    String state = e.getSQLState() == null ? "" : e.getSQLState();
    return state.startsWith("28")
        || state.startsWith("3D")
        || e.getMessage().startsWith("No suitable driver");
  }

  @Override
  public void close() {
    open.values().forEach(HikariDataSource::close);
  }
}
