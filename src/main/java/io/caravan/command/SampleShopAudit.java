package io.caravan.command;

import io.caravan.Application;
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

  private final Application application;
  private final PrintWriter out;
  private final boolean quiet;

  SampleShopAudit(Application application, PrintWriter out, boolean quiet) {
    this.application = application;
    this.out = out;
    this.quiet = quiet;
  }

  int complete() {
    int wrong = 0;
    for (Question question : QUESTIONS) {
      String source = source(question.ofSource());
      String lake = lake(question.ofLake());
      boolean same = source.equals(lake);
      wrong += same ? 0 : 1;
      if (!quiet || !same) {
        out.printf(
            "%-22s source %s, lake %s%s%n",
            question.what(), source, lake, same ? "" : "   <-- differs");
      }
    }
    out.flush();
    return wrong == 0 ? 0 : Caravan.ANSWER_IS_NO;
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
