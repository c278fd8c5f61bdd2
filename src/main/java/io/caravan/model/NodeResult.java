package io.caravan.model;

import io.caravan.record.DatasetName;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * How it went with one node.
 *
 * @param id dbt's unique id
 * @param label dataset for what is built, name for tests
 * @param rows rows written (and, for a merge, rows that replaced others are counted once); failures
 *     for a test; -1 when unknown
 * @param snapshot what readers see now; -1 when nothing was published
 * @param message one line for people; what is wrong when it is not well
 * @param tests verdicts of the audit that gated it
 * @param missing what it reads and nothing has filled yet, when that is why it could not be built
 */
public record NodeResult(
    String id,
    NodeKind kind,
    String label,
    Status status,
    long rows,
    long snapshot,
    Instant started,
    Duration took,
    String message,
    String compiled,
    List<TestVerdict> tests,
    List<DatasetName> missing) {
  public NodeResult {
    tests = List.copyOf(tests);
    missing = List.copyOf(missing);
  }

  NodeResult withMissing(DatasetName dataset) {
    return new NodeResult(
        id,
        kind,
        label,
        status,
        rows,
        snapshot,
        started,
        took,
        message,
        compiled,
        tests,
        List.of(dataset));
  }

  Map<String, Object> summary() {
    Map<String, Object> summary = new LinkedHashMap<>();
    summary.put("name", label);
    summary.put("kind", kind.word());
    summary.put("status", status.name().toLowerCase(Locale.ROOT));
    summary.put("rows", rows);
    summary.put("snapshot", snapshot);
    summary.put("seconds", took.toMillis() / 1000.0);
    summary.put("message", message);
    summary.put("tests", tests.size());
    return summary;
  }

  /** How it ended. */
  public enum Status {
    /** Built and published; or a test that passed. */
    SUCCESS,
    /** Nothing new: what was there stays. */
    UNCHANGED,
    /** A test failed with severity warn. */
    WARNED,
    /** Built, but its audit failed: readers still see the version before. */
    BLOCKED,
    /** Could not be built or tested. */
    FAILED,
    /** Something it reads was not well. */
    SKIPPED;

    /** True when what reads it may go on. */
    public boolean well() {
      return this == SUCCESS || this == UNCHANGED || this == WARNED;
    }
  }
}
