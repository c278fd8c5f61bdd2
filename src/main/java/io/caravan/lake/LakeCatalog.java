package io.caravan.lake;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.iceberg.TableOperations;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.jdbc.JdbcCatalog;

/**
 * The JDBC catalog, with commits whose outcome is looked up before anyone believes that they
 * failed.
 */
final class LakeCatalog extends JdbcCatalog {
  // H2: object closed, connection broken, database closed or shut down. PostgreSQL: shut down,
  // crashed, starting up. Unless these are
  // named, the pool keeps such a connection for ever.
  private static final String BROKEN_CONNECTION = "90007,90067,90098,90121,57P01,57P02,57P03";

  private LakeCatalog(LakeIO io) {
    super(properties -> io, null, true);
  }

  static LakeCatalog open(LakeSettings settings, LakeIO io) {
    Map<String, String> properties = new LinkedHashMap<>();
    properties.put("uri", durable(settings.catalog().uri()));
    properties.put("warehouse", settings.warehouse());
    properties.put("clients", "4");
    properties.put("retryable_status_codes", BROKEN_CONNECTION);
    properties.put("jdbc.schema-version", "V1");
    properties.put("jdbc.user", settings.catalog().user());
    properties.put("jdbc.password", settings.catalog().password());
    if (settings.catalog().uri().startsWith("jdbc:postgresql:")) {
      properties.put("jdbc.connectTimeout", "10");
      properties.put("jdbc.socketTimeout", "60");
      properties.put("jdbc.tcpKeepAlive", "true");
    }
    LakeCatalog catalog = new LakeCatalog(io);
    catalog.initialize("lake", properties);
    return catalog;
  }

  /**
   * H2 spells names in upper case unless told not to, and then finds no table of its own when it is
   * opened again; and it writes commits half a second late, so that a killed process would forget
   * what it had told others.
   */
  private static String durable(String uri) {
    if (!uri.startsWith("jdbc:h2:")) {
      return uri;
    }
    StringBuilder url = new StringBuilder(uri);
    String given = uri.toUpperCase(Locale.ROOT);
    for (String flag :
        List.of(
            "DATABASE_TO_LOWER=TRUE",
            "CASE_INSENSITIVE_IDENTIFIERS=TRUE",
            "WRITE_DELAY=0",
            "DB_CLOSE_ON_EXIT=FALSE")) {
      boolean refused = flag.startsWith("DB_CLOSE_ON_EXIT") && given.contains("AUTO_SERVER=TRUE");
      if (!refused && !given.contains(";" + flag.substring(0, flag.indexOf('=') + 1))) {
        url.append(';').append(flag);
      }
    }
    return url.toString();
  }

  @Override
  protected TableOperations newTableOps(TableIdentifier table) {
    return new CertainOperations(super.newTableOps(table));
  }
}
