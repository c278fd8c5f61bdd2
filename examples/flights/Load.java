import io.caravan.embedded.EmbeddedParts;
import io.caravan.embedded.EmbeddedPostgres;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import org.postgresql.PGConnection;

/** Fills the example's PostgreSQL with the files of the package: {@code Load.java EXAMPLE_FOLDER FILES_FOLDER}. */
class Load {
  public static void main(String[] arguments) throws Exception {
    Path example = Path.of(arguments[0]);
    Path files = Path.of(arguments[1]);
    try (EmbeddedParts parts = EmbeddedParts.own(example.resolve("data"))) {
      EmbeddedPostgres postgres = parts.postgres();
      postgres.createDatabase("airport");
      try (Connection connection =
          DriverManager.getConnection(postgres.jdbcUrl("airport"), postgres.user(), postgres.password())) {
        connection.setAutoCommit(false);
        connection.createStatement().execute(Files.readString(example.resolve("tables.sql")));
        for (String table : new String[] {"flights", "weather", "planes", "airports", "airlines"}) {
          Path file = files.resolve(table + ".csv");
          try (Reader reader = Files.newBufferedReader(file)) {
            String columns = Files.lines(file).findFirst().orElseThrow();
            long rows =
                connection
                    .unwrap(PGConnection.class)
                    .getCopyAPI()
                    .copyIn("copy " + table + " (" + columns + ") from stdin (format csv, header)", reader);
            System.out.printf("%-10s %,9d rows%n", table, rows);
          }
        }
        connection.commit();
      }
    }
  }
}
