package io.caravan;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.SQLException;

/**
 * Connections to a source. Until the source has answered once, who asks for one learns at once why
 * there is none, instead of waiting for the pool to give up.
 */
final class SourcePool extends HikariDataSource {
  private final FirstConnection first;
  private volatile boolean answered;

  SourcePool(HikariConfig config, FirstConnection first) {
    super(config);
    this.first = first;
  }

  @Override
  public Connection getConnection() throws SQLException {
    if (!answered) {
      first.attempt();
      answered = true;
    }
    return super.getConnection();
  }
}
