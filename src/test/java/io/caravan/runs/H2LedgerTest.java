package io.caravan.runs;

import java.nio.file.Path;
import javax.sql.DataSource;
import org.h2.jdbcx.JdbcConnectionPool;
import org.junit.jupiter.api.io.TempDir;

class H2LedgerTest extends LedgerContract {
  @TempDir Path folder;

  @Override
  DataSource database() {
    return JdbcConnectionPool.create("jdbc:h2:file:" + folder.resolve("ledger"), "sa", "");
  }
}
