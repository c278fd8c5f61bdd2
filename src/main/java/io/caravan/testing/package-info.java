/**
 * Tests of users' routes: files {@code *.test.yaml} beside them say what is given (rows of tables,
 * records of topics, deliveries) and what must come of it. Each case is a project of its own, run
 * by real parts in a temporary folder, which all cases share. Must not know how results are
 * printed. Start reading at {@link io.caravan.testing.CaseRun}.
 */
package io.caravan.testing;
