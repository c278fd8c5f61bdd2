package io.caravan.runs;

import java.time.Instant;

/**
 * What one check said in one run.
 *
 * @param run id of the run
 * @param dataset what was checked
 * @param name of the check, unique within the dataset
 * @param verdict passed, warned or failed
 * @param failing rows that failed
 * @param total rows that were checked
 * @param detail JSON: failing keys, observed values; {@code {}} for nothing
 * @param checked when
 */
public record CheckResult(
    String run,
    String dataset,
    String name,
    String verdict,
    long failing,
    long total,
    String detail,
    Instant checked) {}
