package io.caravan;

import com.zaxxer.hikari.SQLExceptionOverride;
import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;

/**
 * Lets a connection pool drop what the driver says is dead. The pool itself goes by codes that H2
 * does not use: after a full disk, which makes H2 close its database, it would hand out the dead
 * connections for as long as the process lives.
 */
final class DeadConnections implements SQLExceptionOverride {
  @java.lang.Override
  public Override adjudicate(SQLException e) {
    return e instanceof SQLNonTransientConnectionException
        ? Override.MUST_EVICT
        : Override.CONTINUE_EVICT;
  }
}
