package io.caravan.engine;

/**
 * The SQL is wrong or does not fit the data: message as the engine gave it, first line first, with
 * the statement at hand.
 */
public final class SqlFailure extends RuntimeException {
  private static final long serialVersionUID = 1;
  private final String sql;

  public SqlFailure(String message, String sql, Throwable cause) {
    super(message, cause);
    this.sql = sql;
  }

  public String sql() {
    return sql;
  }
}
