package io.caravan.route;

import io.caravan.bronze.Statement;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Iterator;
import org.apache.camel.Exchange;
import org.apache.camel.component.sql.SqlPrepareStatementStrategy;

/**
 * Gives Camel's SQL component the statement that {@link JdbcTableSource} put on the exchange.
 * Neither SQL nor values ever travel in a header or body, where a message could have put its own.
 */
public final class WindowStatement implements SqlPrepareStatementStrategy {
  static final String PROPERTY = "CaravanStatement";
  private int fetchSize = 5000;

  public void setFetchSize(int rows) {
    fetchSize = rows;
  }

  @Override
  public String prepareQuery(String query, boolean allowNamedParameters, Exchange exchange) {
    return exchange.getProperty(PROPERTY, Statement.class).sql();
  }

  @Override
  public Iterator<?> createPopulateIterator(
      String query, String prepared, int expected, Exchange exchange, Object value) {
    return exchange.getProperty(PROPERTY, Statement.class).parameters().iterator();
  }

  @Override
  public void populateStatement(PreparedStatement statement, Iterator<?> parameters, int expected)
      throws SQLException {
    // PostgreSQL streams a result only within a transaction and with a fetch size: otherwise all of
    // it comes into memory first.
    statement.getConnection().setAutoCommit(false);
    statement.setFetchSize(fetchSize);
    for (int i = 1; parameters.hasNext(); i++) {
      statement.setObject(i, parameters.next());
    }
  }
}
