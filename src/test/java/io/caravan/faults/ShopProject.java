package io.caravan.faults;

import java.nio.file.Path;
import java.time.Duration;

/** A project of batches: one table to bronze, one model to silver, maintenance all the time. */
final class ShopProject {
  private static final String BRONZE =
      """
      - route:
          id: bronze.users
          description: New and changed users, every second.
          from:
            uri: kamelet:jdbc-table-source
            parameters:
              dataSource: app
              table: users
              key: id
              watermark: updated_at
              lookback: %ds
              schedule: 1s
              retries: 1000
              retryDelay: 1s
              retryBackoff: 1
            steps:
              - to:
                  uri: kamelet:bronze-sink
                  parameters:
                    table: users
      """;

  private static final String SILVER =
      """
      - route:
          id: silver.users
          description: Users as they are now.
          from:
            uri: kamelet:table-changes-source
            parameters:
              table: bronze.users
              retries: 1000
              retryDelay: 1s
              retryBackoff: 1
            steps:
              - to:
                  uri: kamelet:models-action
                  parameters:
                    select: silver.users
      """;

  static final String MAINTENANCE =
      """
      - route:
          id: maintenance
          description: Keeps the lake tidy.
          from:
            uri: kamelet:interval-source
            parameters:
              schedule: "{{caravan.lake.maintenance}}"
              retries: 0
            steps:
              - process:
                  ref: maintenance
      """;

  static final String DBT =
      """
      name: faults
      version: '1.0.0'
      config-version: 2
      profile: caravan
      """;

  private static final String SOURCES =
      """
      version: 2
      sources:
        - name: bronze
          tables:
            - name: users
      """;

  /**
   * The newest version of a user is the one that was read last: two transactions may have changed
   * it against the order of their times.
   */
  private static final String MODEL =
      """
      {{ config(materialized='incremental', unique_key='id') }}
      with numbered as (
        select *, row_number() over (partition by id order by _ingested_at desc) as newest_first
        from {{ source('bronze', 'users') }}
        {% if is_incremental() %}
        where _ingested_at > (select max(_ingested_at) from {{ this }})
        {% endif %}
      )
      select id, version, status, balance, updated_at, _ingested_at from numbered where newest_first = 1
      """;

  private static final String TESTS =
      """
      version: 2
      models:
        - name: users
          columns:
            - name: id
              data_tests: [unique, not_null]
      """;

  private ShopProject() {}

  static FaultProject in(Path folder, Duration lookback) {
    return tidied(new FaultProject(folder))
        .write("routes/bronze/users.camel.yaml", BRONZE.formatted(lookback.toSeconds()))
        .write("routes/silver/users.camel.yaml", SILVER)
        .write("dbt_project.yml", DBT)
        .write("models/bronze/sources.yml", SOURCES)
        .write("models/silver/users.sql", MODEL)
        .write("models/silver/schema.yml", TESTS);
  }

  /** With maintenance that has something to do all the time. */
  static FaultProject tidied(FaultProject project) {
    return project
        .write("routes/maintenance.camel.yaml", MAINTENANCE)
        .set("caravan.lake.maintenance", "2s")
        .set("caravan.lake.snapshot-count", "5")
        .set("caravan.lake.snapshot-age", "10s")
        .set("caravan.lake.orphan-grace", "2m");
  }
}
