/**
 * Checks and verdicts: Great Expectations suites read as they are and compiled to as few scans as possible.
 *
 * <p>Must not know dbt or Camel. Start with {@code Suite}.
 */
package io.caravan.quality;
