/**
 * Runs and intervals: which data interval of which route is due, who has claimed it, how often it
 * was tried and how it ended; kept in a relational ledger so that a crash resumes and replicas
 * never run an interval twice.
 *
 * <p>Must not know Camel, Iceberg or SQL engines. Start with {@code Ledger}.
 */
package io.caravan.runs;
