/**
 * SQL over lake tables: binds a table's scan as a view, runs SQL, writes results as Parquet files
 * with field ids and metrics.
 *
 * <p>The only package that sees the DuckDB driver. It must not know dbt, suites or Camel. Start
 * with {@link io.caravan.engine.SqlEngine}.
 */
package io.caravan.engine;
