package io.caravan.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The models that this repository comes with. */
class SampleProjectTest {
  @TempDir Path temp;

  @Test
  void builds_silver_and_gold_from_what_the_routes_bring() throws IOException {
    Path project = temp.resolve("project");
    for (String folder : List.of("models", "macros", "tests")) {
      Workshop.copy(Path.of(folder), project.resolve(folder));
    }
    Files.copy(Path.of("dbt_project.yml"), project.resolve("dbt_project.yml"));
    try (Workshop workshop = new Workshop(temp)) {
      workshop.append(
          "bronze.users",
          """
          SELECT * FROM (VALUES
            (1::BIGINT, ' Ada@Example.com', ' ada lovelace ', 'active', TIMESTAMP '2024-01-31 10:00:00', TIMESTAMP '2024-01-31', TIMESTAMPTZ '2024-02-01 00:00:00+00'),
            (1::BIGINT, ' Ada@Example.org', ' ada KING ', 'gone', TIMESTAMP '2024-01-31 10:00:00', TIMESTAMP '2024-02-02', TIMESTAMPTZ '2024-02-02 00:00:00+00')
          ) AS t(id, email, name, status, created_at, updated_at, _ingested_at)
          """);
      workshop.append(
          "bronze.orders",
          """
          SELECT i::BIGINT AS id, 1::BIGINT AS user_id, 1.50::DECIMAL(12,2) AS amount, 'eur' AS currency, CASE WHEN i < 3 THEN 'paid' ELSE 'open' END AS status,
            TIMESTAMPTZ '2024-02-01 23:30:00+00' AS ordered_at, TIMESTAMPTZ '2024-02-01 23:30:00+00' AS updated_at, TIMESTAMPTZ '2024-02-02 00:00:00+00' AS _ingested_at
          FROM range(5) r(i)
          """);
      workshop.append(
          "silver.user_events",
          """
          SELECT i::VARCHAR AS event_id, (1 + i % 2)::BIGINT AS user_id, 'purchase' AS event_type, TIMESTAMPTZ '2024-02-01 10:00:30+00' AS occurred_at,
            '/' AS page, 1.25::DECIMAL(12,2) AS amount, 'linux' AS device, NULL::VARCHAR AS user_email, NULL::VARCHAR AS user_status,
            TIMESTAMPTZ '2024-02-02 00:00:00+00' AS _ingested_at
          FROM range(4) r(i)
          """);
      workshop.append(
          "bronze.github",
          """
          SELECT * FROM (VALUES
            ('d1', 'push', 'application/json', '{"commits": [{}, {}], "repository": {"full_name": "caravan-shop/web"}, "sender": {"login": "ada"}}'),
            ('d2', 'issues', 'application/x-www-form-urlencoded', 'payload=%7B%22action%22%3A%22opened%22%2C%22repository%22%3A+%7B%22full_name%22%3A%22caravan-shop%2Fweb%22%7D%7D'),
            ('d3', 'pull_request', 'application/json', '{"action": "closed", "pull_request": {"merged": true}, "repository": {"full_name": "caravan-shop/web"}, "sender": {"login": "ada"}}'),
            ('d4', 'ping', 'application/json', 'no JSON')
          ) AS t(_key, event, type, payload)
          """
              .replace(
                  "SELECT *",
                  "SELECT _key, payload, TIMESTAMPTZ '2024-02-01 23:59:59+00' AS _timestamp, TIMESTAMPTZ '2024-02-02 00:00:00+00' AS _ingested_at,"
                      + " '[{\"name\":\"content-type\",\"value\":\"' || type || '\"},{\"name\":\"x-github-event\",\"value\":\"' || event || '\"}]' AS _headers"));

      Invocation invocation = workshop.models(project).build(Selection.ALL, RunOptions.USUAL);

      assertThat(invocation.complaint()).isEmpty();
      assertThat(
              workshop.rows(
                  "SELECT email, full_name, first_name, last_name, status FROM silver.users"))
          .containsExactly(List.of("ada@example.org", "ada KING", "Ada", "King", "unknown"));
      assertThat(
              workshop.rows(
                  "SELECT CAST(order_date AS VARCHAR), currency, CAST(revenue AS VARCHAR), orders, customers FROM gold.revenue_by_day"))
          .containsExactly(List.of("2024-02-01", "EUR", "4.50", 3L, 1L));
      assertThat(
              workshop.rows(
                  "SELECT CAST(signup_month AS VARCHAR), users, active_users FROM gold.users_by_month"))
          .containsExactly(List.of("2024-01-01", 1L, 0L));
      assertThat(
              workshop.rows(
                  "SELECT CAST(minute AS VARCHAR), event_type, events, users, CAST(amount AS VARCHAR) FROM gold.events_per_minute"))
          .containsExactly(List.of("2024-02-01 10:00:00+00", "purchase", 4L, 2L, "5.00"));
      assertThat(
              workshop.rows(
                  "SELECT delivery_id, event, action, repository, sender, commits, merged FROM silver.github ORDER BY 1"))
          .containsExactly(
              Arrays.asList("d1", "push", null, "caravan-shop/web", "ada", 2, false),
              Arrays.asList("d2", "issues", "opened", "caravan-shop/web", null, null, false),
              Arrays.asList("d3", "pull_request", "closed", "caravan-shop/web", "ada", null, true),
              Arrays.asList("d4", "ping", null, null, null, null, false));
      assertThat(
              workshop.rows(
                  "SELECT repository, CAST(day AS VARCHAR), deliveries, pushes, commits, issues_opened, pull_requests_merged, stars, people FROM gold.github_by_day"))
          .containsExactly(List.of("caravan-shop/web", "2024-02-01", 3L, 1L, 2L, 1L, 1L, 0L, 1L));
    }
  }
}
