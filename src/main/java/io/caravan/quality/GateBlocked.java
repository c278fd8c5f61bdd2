package io.caravan.quality;

import io.caravan.quality.Verdict.Outcome;
import java.util.stream.Collectors;

/**
 * A dataset does not meet its suite, so what depends on it must not go on. The data stays as it is;
 * a later snapshot may pass.
 */
public final class GateBlocked extends RuntimeException {
  private static final long serialVersionUID = 1;
  private final transient ValidationResult result;

  /**
   * @param result with at least one failed verdict
   */
  public GateBlocked(ValidationResult result) {
    super(message(result), null, false, false);
    this.result = result;
  }

  private static String message(ValidationResult result) {
    String at =
        result.snapshot().isPresent() ? " at snapshot " + result.snapshot().getAsLong() : "";
    String failed =
        result.with(Outcome.FAILED).stream().map(v -> "\n  " + v).collect(Collectors.joining());
    return "Cannot pass %s%s: %d of %d expectations of suite '%s' block it.%s\n  Correct the source, or say \"on_failure\": \"warn\" where it may pass: %s."
        .formatted(
            result.dataset(),
            at,
            result.with(Outcome.FAILED).size(),
            result.verdicts().size(),
            result.suite().name(),
            failed,
            result.suite().place().file());
  }

  public ValidationResult result() {
    return result;
  }
}
