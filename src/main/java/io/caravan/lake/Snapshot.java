package io.caravan.lake;

import io.caravan.record.Position;
import java.time.Instant;
import java.util.Map;

/**
 * A committed version of a table.
 *
 * @param id snapshot id
 * @param at when it was committed
 * @param operation append, overwrite, replace or delete
 * @param position how far each source had been read
 * @param summary the rest of what the commit says of itself (added rows, run, batch)
 */
public record Snapshot(
    long id, Instant at, String operation, Position position, Map<String, String> summary) {}
