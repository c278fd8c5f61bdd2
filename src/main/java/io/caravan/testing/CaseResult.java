package io.caravan.testing;

import java.time.Duration;
import java.util.List;

/**
 * How a case ended.
 *
 * @param findings empty when it passed
 */
public record CaseResult(TestCase test, Duration time, List<Finding> findings) {
  public CaseResult {
    findings = List.copyOf(findings);
  }

  public boolean passed() {
    return findings.isEmpty();
  }
}
