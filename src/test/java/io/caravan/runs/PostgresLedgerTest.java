package io.caravan.runs;

import com.zaxxer.hikari.HikariDataSource;
import io.caravan.embedded.EmbeddedPostgres;
import java.nio.file.Path;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

class PostgresLedgerTest extends LedgerContract {
  @TempDir static Path folder;
  private static EmbeddedPostgres server;
  private static int databases;

  @BeforeAll
  static void start() {
    server = EmbeddedPostgres.start(folder.resolve("postgres"));
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @Override
  DataSource database() {
    String name = "ledger" + databases++;
    server.createDatabase(name);
    HikariDataSource pool = new HikariDataSource();
    pool.setJdbcUrl(server.jdbcUrl(name));
    pool.setUsername(server.user());
    pool.setPassword(server.password());
    return pool;
  }
}
