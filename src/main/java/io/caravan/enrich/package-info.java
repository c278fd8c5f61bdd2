/**
 * Reference data for records on their way: rows of a database or of the lake, found by a key, kept
 * for a while, and dropped when they are said to have changed.
 *
 * <p>Begin reading at {@link io.caravan.enrich.Enrichment}. Knows batches of records and where
 * tables are; nothing of Camel.
 */
package io.caravan.enrich;
