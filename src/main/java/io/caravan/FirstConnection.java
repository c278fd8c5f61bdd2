package io.caravan;

import io.caravan.record.ProjectException;
import io.caravan.record.WorldException;
import java.net.ConnectException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Locale;

/**
 * The first connection to a database that the settings name: says at once, and with the key to
 * correct, what a pool would only say after its time is up.
 *
 * @param part what the database is, for messages
 * @param key what its settings begin with, for example {@code caravan.ledger}
 */
record FirstConnection(
    Settings settings, String part, String key, String uri, String user, String password) {
  /**
   * Opens a connection, and closes it again.
   *
   * @throws ProjectException when address, user or password are wrong
   * @throws WorldException when nobody answers
   */
  void open() {
    try {
      attempt();
    } catch (SQLException e) {
      if (refusesUs(e)) {
        throw new ProjectException(
            settings.place(key + ".uri"),
            "Cannot open %s at '%s' as '%s': %s".formatted(part, shown(), user, reason(e)),
            "Check %s.uri, .user and .password (or the variable %s_PASSWORD)."
                .formatted(key, key.toUpperCase(Locale.ROOT).replace('.', '_')));
      }
      throw new WorldException(
          "%s: Cannot reach %s at '%s': %s%n  Start it, or correct %s.uri."
              .formatted(settings.place(key + ".uri"), part, shown(), reason(e), key),
          e);
    }
  }

  /** The same in the driver's own words. */
  void attempt() throws SQLException {
    try (Connection connection = DriverManager.getConnection(uri, user, password)) {
      connection.getMetaData();
    }
  }

  private String shown() {
    return Hidden.secrets(uri);
  }

  /** SQLSTATE 28: who we are; 3D: no such database; no driver: no such form of address. */
  private static boolean refusesUs(SQLException e) {
    String state = e.getSQLState() == null ? "" : e.getSQLState();
    return state.startsWith("28")
        || state.startsWith("3D")
        || e.getMessage().startsWith("No suitable driver");
  }

  private static String reason(SQLException e) {
    Throwable root = e;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    // The first sentence says what happened; the driver's advice knows nothing of our settings.
    String said = e.getMessage().lines().findFirst().orElse("").split("\\.( |$)")[0];
    String why =
        root == e || root instanceof ConnectException
            ? ""
            : " (%s: %s)".formatted(root.getClass().getSimpleName(), root.getMessage());
    return Hidden.secrets(said + why + ".");
  }
}
