package io.caravan;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.caravan.embedded.EmbeddedParts;
import io.caravan.embedded.EmbeddedPostgres;
import io.caravan.record.ProjectException;
import io.caravan.record.WorldException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import javax.sql.DataSource;

/** The databases that routes read from, by name; opened when first asked for. */
final class Sources implements AutoCloseable {
  private final Settings settings;
  private final EmbeddedParts parts;
  private final Map<String, HikariDataSource> open = new ConcurrentHashMap<>();
  private final Map<String, String> silent = new ConcurrentSkipListMap<>();

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
    FirstConnection first =
        new FirstConnection(
            settings, "the source '" + name + "'", "caravan.source." + name, uri, user, password);
    try {
      first.open();
    } catch (WorldException notThereYet) {
      silent.put(name, notThereYet.getMessage());
    }
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
    return new SourcePool(config, first);
  }

  /** Those that did not answer when they were first asked: routes retry. */
  List<String> silent() {
    return List.copyOf(silent.values());
  }

  @Override
  public void close() {
    open.values().forEach(HikariDataSource::close);
  }
}
