package io.caravan.faults;

import java.nio.file.Path;

/**
 * A project that has every kind of stream at once: a topic to bronze, to a merged table of silver,
 * and through a suite to another topic; webhooks to bronze; dead letters to their table.
 */
final class StreamProject {
  static final String HOOKS_PATH = "/hooks/faults";

  private static final String BRONZE =
      """
      - route:
          id: bronze.events
          description: Every event exactly as it came.
          from:
            uri: kamelet:kafka-records-source
            parameters:
              topic: events
              batchTime: 300ms
              longestPause: 1s
            steps:
              - to:
                  uri: kamelet:bronze-sink
                  parameters:
                    table: events
      """;

  private static final String SILVER =
      """
      - route:
          id: silver.latest
          description: What each key did last.
          from:
            uri: kamelet:kafka-records-source
            parameters:
              topic: events
              batchTime: 300ms
              longestPause: 1s
              deadShare: 50%
            steps:
              - to:
                  uri: kamelet:table-sink
                  parameters:
                    table: silver.latest
                    key: id
                    version: n
      """;

  private static final String REFINED =
      """
      - route:
          id: refined
          description: Events that keep to their suite, on their way to others.%s
          from:
            uri: kamelet:kafka-records-source
            parameters:
              topic: events
              batchTime: 300ms
              batchRecords: %d
              longestPause: 1s
              deadShare: %s
            steps:
              - to:
                  uri: kamelet:expectations-action
                  parameters:
                    suite: events
              - to:
                  uri: kamelet:topic-sink
                  parameters:
                    topic: refined
      """;

  private static final String APPENDED =
      """
      - route:
          id: silver.all
          description: Events one by one.
          from:
            uri: kamelet:kafka-records-source
            parameters:
              topic: events
              batchTime: 300ms
              batchRecords: %d
              longestPause: 1s
              deadShare: 100%%
            steps:
              - to:
                  uri: kamelet:table-sink
                  parameters:
                    table: silver.all
      """;

  private static final String HOOKS =
      """
      - route:
          id: bronze.hooks
          description: Every delivery once, byte for byte.
          from:
            uri: kamelet:signed-webhook-source
            parameters:
              path: /hooks/faults
              scheme: github
              secret: "{{env:HOOKS_SECRET}}"
              batchTime: 300ms
              longestPause: 1s
            steps:
              - to:
                  uri: kamelet:bronze-sink
                  parameters:
                    table: hooks
      """;

  private static final String LETTERS =
      """
      - route:
          id: dead.letters
          description: Every record that could not go on.
          from:
            uri: kamelet:kafka-records-source
            parameters:
              topic: .+-dlq
              topicIsPattern: true
              batchTime: 300ms
              longestPause: 1s
            steps:
              - to: kamelet:dead-letter-sink
      """;

  private static final String CONTRACT =
      """
      version: 2
      sources:
        - name: silver
          tables:
            - name: latest
              columns:
                - name: id
                  data_type: varchar
                  data_tests: [not_null]
                - name: n
                  data_type: bigint
                  data_tests: [not_null]
                - name: type
                  data_type: varchar
      """;

  private static final String SUITE =
      """
      {
        "name": "events",
        "expectations": [
          {
            "type": "expect_column_values_to_be_in_set",
            "kwargs": {"column": "type", "value_set": ["click", "view"]}
          }
        ]
      }
      """;

  private static final int USUAL = 20_000;

  private StreamProject() {}

  static FaultProject in(Path folder) {
    return ShopProject.tidied(new FaultProject(folder))
        .write("routes/bronze/events.camel.yaml", BRONZE)
        .write("routes/silver/latest.camel.yaml", SILVER)
        .write("routes/refined.camel.yaml", REFINED.formatted("", USUAL, "50%"))
        .write("routes/bronze/hooks.camel.yaml", HOOKS)
        .write("routes/dead-letters.camel.yaml", LETTERS)
        .write("dbt_project.yml", ShopProject.DBT)
        .write("models/silver/streams.yml", CONTRACT)
        .write("expectations/events.json", SUITE);
  }

  /**
   * Only what dead letters need: two routes in which many die, one to a topic and one to a table,
   * and the table that the letters come to.
   */
  static FaultProject ofLetters(Path folder, int batchRecords) {
    return new FaultProject(folder)
        .write("routes/refined.camel.yaml", REFINED.formatted("", batchRecords, "100%"))
        .write("routes/silver/all.camel.yaml", APPENDED.formatted(batchRecords))
        .write("routes/dead-letters.camel.yaml", LETTERS)
        .write("dbt_project.yml", ShopProject.DBT)
        .write("models/silver/streams.yml", CONTRACT.replace("name: latest", "name: all"))
        .write("expectations/events.json", SUITE);
  }

  /** Saves a route again, a little otherwise: the running process must swap it. */
  static void edit(FaultProject project, int edition) {
    project.write(
        "routes/refined.camel.yaml", REFINED.formatted(" Edition " + edition + ".", USUAL, "50%"));
  }
}
