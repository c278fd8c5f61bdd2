package io.caravan.embedded;

import io.caravan.record.WorldException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A PostgreSQL server of our own, on loopback, its data below one folder.
 *
 * <p>A server outlives a process that is killed. The next start adopts it instead of fighting over
 * its data: that is what a real database would do to an application that crashed.
 */
public final class EmbeddedPostgres implements AutoCloseable {
  private static final String USER = "postgres";
  private final io.zonky.test.db.postgres.embedded.EmbeddedPostgres owned;
  private final Optional<ProcessHandle> adopted;
  private final Path data;
  private final int port;

  private EmbeddedPostgres(
      io.zonky.test.db.postgres.embedded.EmbeddedPostgres owned,
      Optional<ProcessHandle> adopted,
      Path data,
      int port) {
    this.owned = owned;
    this.adopted = adopted;
    this.data = data;
    this.port = port;
  }

  /** Starts, or adopts, the server whose data lies in {@code folder}; any free port. */
  public static EmbeddedPostgres start(Path folder) {
    return start(folder, 0);
  }

  /**
   * Starts, or adopts, the server whose data lies in {@code folder}.
   *
   * @param port port on 127.0.0.1; 0 for any free one. An adopted server keeps the one it has
   */
  public static EmbeddedPostgres start(Path folder, int port) {
    Path data = folder.resolve("data").toAbsolutePath();
    Optional<Running> running = running(data);
    if (running.isPresent() && answers(running.get().port())) {
      return new EmbeddedPostgres(
          null, Optional.of(running.get().process()), data, running.get().port());
    }
    try {
      Files.createDirectories(folder);
      // Left by a server that is gone; the library takes it for a live one. PostgreSQL's own lock
      // is the postmaster.pid.
      Files.deleteIfExists(data.resolve("epg-lock"));
      var server =
          io.zonky.test.db.postgres.embedded.EmbeddedPostgres.builder()
              .setDataDirectory(data)
              .setCleanDataDirectory(false)
              // Its owner closes it, after what still uses it; a hook would pull it away from runs
              // that are being finished.
              .setRegisterShutdownHook(false)
              .setOverrideWorkingDirectory(folder.resolve("bin").toAbsolutePath().toFile())
              .setPort(port)
              .setPGStartupWait(Duration.ofSeconds(60))
              .setServerConfig("listen_addresses", "127.0.0.1")
              .setServerConfig("max_connections", "50")
              .setServerConfig("shared_buffers", "64MB")
              .setErrorRedirector(
                  ProcessBuilder.Redirect.appendTo(folder.resolve("postgres.log").toFile()))
              .setOutputRedirector(
                  ProcessBuilder.Redirect.appendTo(folder.resolve("postgres.log").toFile()))
              .start();
      return new EmbeddedPostgres(server, Optional.empty(), data, server.getPort());
    } catch (IOException | IllegalStateException e) {
      throw new WorldException(
          "Cannot start the embedded PostgreSQL in %s: %s. Its log is %s."
              .formatted(folder, e.getMessage(), folder.resolve("postgres.log")),
          e);
    }
  }

  public int port() {
    return port;
  }

  public String user() {
    return USER;
  }

  /** Loopback only and trusted: any password is accepted. */
  public String password() {
    return "";
  }

  public String jdbcUrl(String database) {
    return url(port, database);
  }

  /** Creates the database unless it is there. */
  public void createDatabase(String database) {
    if (!database.matches("[a-z_][a-z0-9_]*")) {
      throw new IllegalArgumentException(
          "Cannot create database '%s': use small letters, digits and '_'.".formatted(database));
    }
    try (Connection connection = connect(port);
        var find = connection.prepareStatement("select 1 from pg_database where datname = ?")) {
      find.setString(1, database);
      if (!find.executeQuery().next()) {
        connection.createStatement().execute("create database " + database);
      }
    } catch (SQLException e) {
      throw new WorldException(
          "Cannot create database '%s' on port %d: %s".formatted(database, port, e.getMessage()),
          e);
    }
  }

  @Override
  public void close() {
    try {
      if (owned != null) {
        owned.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot stop the embedded PostgreSQL on port " + port, e);
    }
    adopted.ifPresent(EmbeddedPostgres::stop);
    // The library stops its server by a program beside the first data it ever saw, which may be
    // gone by now, and only logs that it could not.
    running(data).map(Running::process).ifPresent(EmbeddedPostgres::stop);
  }

  private static void stop(ProcessHandle process) {
    process.destroy();
    try {
      process.onExit().get(20, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException e) {
      process.destroyForcibly();
    }
  }

  private record Running(ProcessHandle process, int port) {}

  /** The live server that PostgreSQL's own lock file names: line 1 its process, line 4 its port. */
  private static Optional<Running> running(Path data) {
    try {
      List<String> lines = Files.readAllLines(data.resolve("postmaster.pid"));
      int port = Integer.parseInt(lines.get(3).trim());
      return ProcessHandle.of(Long.parseLong(lines.get(0).trim())).map(p -> new Running(p, port));
    } catch (IOException | RuntimeException absentOrHalfWritten) {
      return Optional.empty();
    }
  }

  private static boolean answers(int port) {
    try (Connection connection = connect(port)) {
      return connection.isValid(5);
    } catch (SQLException e) {
      return false;
    }
  }

  private static Connection connect(int port) throws SQLException {
    return DriverManager.getConnection(url(port, "postgres") + "?connectTimeout=5", USER, "");
  }

  private static String url(int port, String database) {
    return "jdbc:postgresql://127.0.0.1:" + port + "/" + database;
  }
}
