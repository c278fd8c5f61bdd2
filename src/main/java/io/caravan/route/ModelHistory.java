package io.caravan.route;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.caravan.model.NodeResult;
import io.caravan.model.TestVerdict;
import io.caravan.runs.CheckResult;
import java.util.Map;
import org.apache.camel.Exchange;

/** What the audit of a model said, in the words of the ledger's history. */
final class ModelHistory {
  private static final JsonMapper JSON = new JsonMapper();

  private ModelHistory() {}

  static void keep(Exchange exchange, NodeResult result) {
    String run = CurrentRun.id(exchange).orElse("");
    for (TestVerdict verdict : result.tests()) {
      CurrentRun.checked(
          exchange,
          new CheckResult(
              run,
              result.label(),
              verdict.name(),
              verdict.outcome().blocks() ? "failed" : word(verdict.outcome()),
              Math.max(0, verdict.failures()),
              Math.max(0, result.rows()),
              detail(verdict),
              result.started().plus(result.took())));
    }
  }

  private static String word(TestVerdict.Outcome outcome) {
    return outcome == TestVerdict.Outcome.WARNED ? "warned" : "passed";
  }

  private static String detail(TestVerdict verdict) {
    try {
      return verdict.message().isEmpty()
          ? "{}"
          : JSON.writeValueAsString(Map.of("message", verdict.message()));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("texts are always writable", e);
    }
  }
}
