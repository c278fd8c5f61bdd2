/**
 * Exact copies: reads a source's rows without losing anything of their types, adds the metadata columns, hands them over as
 * records to be written as Parquet, and commits the files with the position they cover.
 *
 * <p>Must not know Camel, models or suites. Start with {@code BronzeLoad}.
 */
package io.caravan.bronze;
