/**
 * Checks and verdicts: Great Expectations suites read as they are and compiled to as few scans as
 * possible.
 *
 * <p>A suite is read by {@link io.caravan.quality.Suite#read}; each expectation becomes a rule
 * (what it demands), fitted to a table a check (what to ask), answered a verdict. All checks of a
 * table share one scan. To add an expectation, add one entry to its family ({@code
 * ColumnRowExpectations} and its neighbours) and a case to {@code src/test/resources/spec/quality}.
 *
 * <p>Must not know dbt or Camel. Start with {@link io.caravan.quality.Suites}.
 */
package io.caravan.quality;
