package io.caravan.model;

import io.caravan.quality.Suite;
import java.util.Optional;

/**
 * What a gate has let pass of a dataset.
 *
 * @param snapshot as it was then
 * @param sieve the suite whose quarantine keeps rows out; empty when all have passed
 */
public record Passed(long snapshot, Optional<Suite> sieve) {}
