package io.caravan.route;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.caravan.quality.Counts;
import io.caravan.quality.ValidationResult;
import io.caravan.quality.Verdict;
import io.caravan.runs.CheckResult;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.apache.camel.Exchange;

/** What a suite said, in the words of the ledger's history. */
final class SuiteHistory {
  private static final JsonMapper JSON = new JsonMapper();
  private static final int KEPT_VALUES = 20;

  private SuiteHistory() {}

  static void keep(Exchange exchange, ValidationResult result) {
    String run = CurrentRun.id(exchange).orElse("");
    for (Verdict verdict : result.verdicts()) {
      CurrentRun.checked(
          exchange,
          new CheckResult(
              run,
              result.dataset().toString(),
              result.suite().name() + ": " + verdict.expectation(),
              verdict.outcome().toString(),
              verdict.counts().map(Counts::unexpected).orElse(0L),
              verdict.counts().map(Counts::elements).orElse(0L),
              detail(verdict),
              result.at()));
    }
  }

  private static String detail(Verdict verdict) {
    Map<String, Object> detail = new TreeMap<>();
    verdict.error().ifPresent(error -> detail.put("error", error));
    verdict.observed().ifPresent(observed -> detail.put("observed", observed.toString()));
    List<String> wrong =
        verdict.wrongValues().stream().limit(KEPT_VALUES).map(Objects::toString).toList();
    if (!wrong.isEmpty()) {
      detail.put("wrongValues", wrong);
    }
    try {
      return JSON.writeValueAsString(detail);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("texts are always writable", e);
    }
  }
}
