package io.caravan.enrich;

import java.time.Duration;
import java.util.Optional;

/**
 * How records are enriched.
 *
 * @param by path of the field that holds the key
 * @param shape how a row is put into a record
 * @param misses what becomes of a record without a row
 * @param retryFor how long a batch waits for rows, from a key's first miss
 * @param most how many keys are remembered
 * @param rows how long a row is believed
 * @param none how long it is believed that there is none
 * @param enrichedAt the field that gets the time; empty for none
 */
public record EnrichSettings(
    String by,
    Shape shape,
    Misses misses,
    Duration retryFor,
    long most,
    Duration rows,
    Duration none,
    Optional<String> enrichedAt) {}
