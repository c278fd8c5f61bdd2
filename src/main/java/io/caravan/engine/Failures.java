package io.caravan.engine;

import io.caravan.record.WorldException;
import java.sql.SQLException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Tells whose fault an error of the engine is, and says it in its words without what only DuckDB's
 * own shell can use.
 */
final class Failures {
  private static final Pattern LINE = Pattern.compile("(?m)^LINE (\\d+):");
  private final EngineSettings settings;
  private final Workspace workspace;

  Failures(EngineSettings settings, Workspace workspace) {
    this.settings = settings;
    this.workspace = workspace;
  }

  /**
   * @param sql the user's part of the statement
   * @param linesBefore lines that we put before it
   */
  RuntimeException of(SQLException error, String sql, int linesBefore) {
    String message = workspace.withLocations(String.valueOf(error.getMessage()).strip());
    String first = message.lines().findFirst().orElse("");
    if (message.startsWith("Out of Memory Error")) {
      return new WorldException(
          "Cannot run a statement: it needs more than the %d MB of memory and %d MB of disk that a session may use. Raise caravan.engine.memory or caravan.engine.spill. DuckDB says: %s"
              .formatted(settings.memoryBytes() >> 20, settings.spillBytes() >> 20, first),
          error);
    }
    if (message.startsWith("INTERRUPT")) {
      return new WorldException(
          "Cannot finish a statement: it was stopped, by request or after its longest run of "
              + settings.timeout()
              + ".",
          error);
    }
    if (message.startsWith("IO Error")) {
      return new WorldException(
          "Cannot read or write a file for a statement. DuckDB says: " + message, error);
    }
    if (message.startsWith("INTERNAL Error")
        || message.startsWith("FATAL Error")
        || error instanceof java.sql.SQLNonTransientConnectionException) {
      return new WorldException(
          "Cannot go on in this SQL session: the engine failed. DuckDB says: " + first, error);
    }
    return new SqlFailure(lines(message, linesBefore), sql, error);
  }

  private static String lines(String message, int linesBefore) {
    Matcher line = LINE.matcher(message.replaceAll("\n\n+", "\n"));
    return line.replaceAll(
        m -> "LINE " + Math.max(1, Integer.parseInt(m.group(1)) - linesBefore) + ":");
  }
}
