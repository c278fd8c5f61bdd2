/**
 * The lake: Iceberg tables on object storage, and the one mechanism behind exactly-once: rows and
 * the position they came from are written in the same commit, and a commit is accepted only if the
 * table is still at the position the batch started from.
 *
 * <p>The only package that sees Iceberg. It must not know where rows come from (JDBC, Kafka), nor
 * SQL, nor Camel. Start with {@link io.caravan.lake.Lake}.
 */
package io.caravan.lake;
