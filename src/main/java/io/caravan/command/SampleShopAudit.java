package io.caravan.command;

import io.caravan.Application;
import io.caravan.embedded.SampleDeliveries;
import io.caravan.embedded.SampleEvents;
import io.caravan.engine.SqlSession;
import io.caravan.record.WorldException;
import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;

/** Asks the source and the lake the same questions; the answers must be the same. */
final class SampleShopAudit {
  private record Question(String what, String ofSource, String ofLake) {}

  private static final List<Question> QUESTIONS =
      List.of(
          new Question(
              "users in bronze",
              "select count(*) from users",
              "select count(distinct id) from bronze.users"),
          new Question(
              "users in silver", "select count(*) from users", "select count(*) from silver.users"),
          new Question(
              "orders in bronze",
              "select count(*) from orders",
              "select count(distinct id) from bronze.orders"),
          new Question(
              "orders in silver",
              "select count(*) from orders",
              "select count(*) from silver.orders"),
          new Question(
              "paid revenue in gold",
              "select sum(amount) from orders where status = 'paid'",
              "select sum(revenue) from gold.revenue_by_day"));

  private static final String SILVER_OR_DEAD =
      """
      select (select count(distinct event_id) from silver.user_events)
        + (select count(distinct id) from dead.letters where source_topic = 'user-events')
      """;

  private final Application application;
  private final SampleEvents events;
  private final SampleDeliveries.First deliveries;
  private final PrintWriter out;
  private final boolean quiet;

  SampleShopAudit(
      Application application,
      SampleEvents events,
      SampleDeliveries.First deliveries,
      PrintWriter out,
      boolean quiet) {
    this.application = application;
    this.events = events;
    this.deliveries = deliveries;
    this.out = out;
    this.quiet = quiet;
  }

  int complete() {
    int wrong = 0;
    for (Question question : QUESTIONS) {
      wrong += compare(question.what(), source(question.ofSource()), lake(question.ofLake()));
    }
    String sent = Long.toString(events.count());
    wrong += compare("events in bronze", sent, lake("select count(*) from bronze.user_events"));
    wrong += compare("events in silver, dead", sent, lake(SILVER_OR_DEAD));
    // Others may have come while the demo was left running.
    String accepted = Integer.toString(deliveries.accepted());
    String these = " where starts_with(%s, '" + deliveries.ids() + "')";
    wrong +=
        compare(
            "deliveries in bronze",
            accepted,
            lake("select count(*) from bronze.github" + these.formatted("_key")));
    wrong +=
        compare(
            "deliveries in silver",
            accepted,
            lake("select count(*) from silver.github" + these.formatted("delivery_id")));
    wrong +=
        compare(
            "deliveries in gold",
            lake("select count(*) from bronze.github"),
            lake("select sum(deliveries) from gold.github_by_day"));
    out.flush();
    return wrong == 0 ? 0 : Caravan.ANSWER_IS_NO;
  }

  private int compare(String what, String source, String lake) {
    boolean same = source.equals(lake);
    if (!quiet || !same) {
      out.printf("%-22s source %s, lake %s%s%n", what, source, lake, same ? "" : "   <-- differs");
    }
    return same ? 0 : 1;
  }

  private String lake(String sql) {
    try (SqlSession session = application.tables().session(sql)) {
      return String.valueOf(session.query(sql).rows().get(0).get(0));
    }
  }

  private String source(String sql) {
    try (Connection connection = application.sources().get("app").getConnection();
        ResultSet rows = connection.createStatement().executeQuery(sql)) {
      rows.next();
      return rows.getString(1);
    } catch (SQLException e) {
      throw new WorldException("Cannot ask the source: " + e.getMessage(), e);
    }
  }
}
