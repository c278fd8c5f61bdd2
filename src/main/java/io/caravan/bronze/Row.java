package io.caravan.bronze;

import org.apache.avro.util.Utf8;

/**
 * One row on its way into bronze.
 *
 * @param values in the order of the batch's columns, in Avro's Java types; trailing columns that
 *     came to light after this row was read may be missing
 * @param hash its {@code _raw_hash}
 * @param bytes about how large it is
 */
public record Row(Object[] values, Utf8 hash, int bytes) {}
