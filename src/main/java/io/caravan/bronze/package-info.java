/**
 * Exact copies: reads a source's rows without losing anything of their types, adds the metadata
 * columns, hands them over as records to be written as Parquet, and commits the files with the
 * position they cover.
 *
 * <p>Must not know Camel, models or suites. Start with {@link io.caravan.bronze.JdbcTable} (how a
 * table is read) and {@link io.caravan.bronze.BronzeTable} (how a batch becomes rows of the lake).
 */
package io.caravan.bronze;
