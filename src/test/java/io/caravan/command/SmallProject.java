package io.caravan.command;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Map;
import java.util.TreeMap;

/**
 * The smallest project with all layers, over a source database in memory: {@code orders} goes to
 * bronze, becomes the view {@code silver.orders} behind a gate, and the table {@code gold.sales}.
 */
final class SmallProject implements AutoCloseable {
  static final String BRONZE_ROUTE =
      """
      - route:
          id: bronze.orders
          from:
            uri: kamelet:jdbc-table-source
            parameters:
              dataSource: app
              table: orders
              key: id
              mode: snapshot
              schedule: "@daily"
            steps:
              - to:
                  uri: kamelet:bronze-sink
                  parameters:
                    table: orders
      """;

  private final Path folder;
  private final Connection keepsTheDatabase;
  private final Map<String, String> settings = new TreeMap<>();

  SmallProject(Path folder) throws IOException, SQLException {
    this.folder = folder;
    String uri = "jdbc:h2:mem:" + folder.getFileName() + ";DATABASE_TO_LOWER=TRUE";
    keepsTheDatabase = DriverManager.getConnection(uri, "sa", "secret");
    keepsTheDatabase
        .createStatement()
        .execute(
            "CREATE TABLE orders (id INT PRIMARY KEY, amount DECIMAL(9, 2)); INSERT INTO orders VALUES (1, 2.50), (2, 7.00)");
    set("caravan.source.app.uri", uri);
    set("caravan.source.app.user", "sa");
    set("caravan.source.app.password", "secret");
    set("caravan.server", "http://127.0.0.1:" + freePort());
    file("dbt_project.yml", "name: shop\n");
    file("routes/bronze/orders.camel.yaml", BRONZE_ROUTE);
    follow("silver.orders", "bronze.orders", "orders_bronze", "silver.orders+");
    file(
        "expectations/orders_bronze.json",
        """
        {"name": "orders_bronze", "expectations": [
          {"type": "expect_column_values_to_not_be_null", "kwargs": {"column": "id"}}]}
        """);
    file("models/silver/orders.sql", "select id, amount from {{ source('bronze', 'orders') }}\n");
    file(
        "models/gold/sales.sql",
        "{{ config(materialized='table') }} select sum(amount) as sales from {{ ref('orders') }}\n");
  }

  /** A route that builds models whenever a table has something new. */
  void follow(String route, String table, String suite, String select) throws IOException {
    String gate =
        suite.isEmpty()
            ? ""
            : "        - to: {uri: kamelet:expectations-action, parameters: {suite: "
                + suite
                + "}}\n";
    file(
        "routes/" + route.replace('.', '/') + ".camel.yaml",
        """
        - route:
            id: %s
            from:
              uri: kamelet:table-changes-source
              parameters: {table: %s}
              steps:
        """
                .formatted(route, table)
            + gate
            + "        - to: {uri: kamelet:models-action, parameters: {select: "
            + select
            + "}}\n");
  }

  void file(String name, String text) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  void set(String key, String value) throws IOException {
    settings.put(key, value);
    StringBuilder text = new StringBuilder();
    settings.forEach((name, given) -> text.append(name).append(" = ").append(given).append('\n'));
    file("application.properties", text.toString());
  }

  String setting(String key) {
    return settings.get(key);
  }

  Outcome caravan(String... command) {
    String[] arguments = java.util.Arrays.copyOf(command, command.length + 2);
    arguments[command.length] = "--project";
    arguments[command.length + 1] = folder.toString();
    return Outcome.of(arguments);
  }

  static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  @Override
  public void close() throws SQLException {
    keepsTheDatabase.close();
  }
}
