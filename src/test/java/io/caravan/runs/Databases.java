package io.caravan.runs;

import com.zaxxer.hikari.HikariDataSource;
import io.caravan.TempFolder;
import io.caravan.embedded.EmbeddedPostgres;
import java.nio.file.Path;
import javax.sql.DataSource;
import org.h2.jdbcx.JdbcConnectionPool;

/** Real databases: one server for all tests of a run, a new database for each ledger. */
final class Databases implements AutoCloseable {
  /** What can hold a ledger. */
  enum Kind {
    H2,
    POSTGRES
  }

  private final TempFolder temp;
  private final Path folder;
  private EmbeddedPostgres server;
  private int made;

  Databases(TempFolder temp) {
    this.temp = temp;
    this.folder = temp.path();
  }

  synchronized DataSource create(Kind kind) {
    String name = "ledger_" + ++made;
    return switch (kind) {
      case H2 -> JdbcConnectionPool.create("jdbc:h2:file:" + folder.resolve(name), "sa", "");
      case POSTGRES -> postgres(name);
    };
  }

  private DataSource postgres(String name) {
    if (server == null) {
      server = EmbeddedPostgres.start(folder.resolve("postgres"));
    }
    server.createDatabase(name);
    HikariDataSource pool = new HikariDataSource();
    pool.setJdbcUrl(server.jdbcUrl(name));
    pool.setUsername(server.user());
    pool.setPassword(server.password());
    return pool;
  }

  @Override
  public void close() {
    try (temp) {
      if (server != null) {
        server.close();
      }
    }
  }
}
