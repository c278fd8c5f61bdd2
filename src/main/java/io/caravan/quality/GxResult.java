package io.caravan.quality;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** A validation result in the JSON of Great Expectations 1.x, so that its tools read it. */
final class GxResult {
  private static final ObjectMapper MAPPER =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  /** Numbers of the rows whose values are in {@code unexpected_list}. */
  static final String ROW_NUMBERS = "unexpected_index_list";

  private final ResultFormat format;

  GxResult(ResultFormat format) {
    this.format = format;
  }

  static String json(Map<String, Object> result) {
    try {
      return MAPPER.writeValueAsString(result);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(
          "Cannot write a result that is made of plain values only.", e);
    }
  }

  Map<String, Object> of(ValidationResult result) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("success", result.success());
    json.put("results", result.verdicts().stream().map(this::of).toList());
    json.put("suite_name", result.suite().name());
    json.put("suite_parameters", result.suite().parameters());
    json.put("statistics", statistics(result));
    json.put("meta", meta(result));
    json.put("id", null);
    return json;
  }

  private static Map<String, Object> statistics(ValidationResult result) {
    int all = result.verdicts().size();
    long passed = result.verdicts().stream().filter(Verdict::passed).count();
    Map<String, Object> statistics = new LinkedHashMap<>();
    statistics.put("evaluated_expectations", all);
    statistics.put("successful_expectations", passed);
    statistics.put("unsuccessful_expectations", all - passed);
    statistics.put("success_percent", all == 0 ? null : 100.0 * passed / all);
    return statistics;
  }

  private static boolean isFile(ValidationResult result) {
    return result.dataset().namespace().equals(Suites.FILES);
  }

  private static Map<String, Object> meta(ValidationResult result) {
    Map<String, Object> batch = new LinkedHashMap<>();
    batch.put("datasource_name", "caravan");
    batch.put("data_connector_name", isFile(result) ? "file" : "lake");
    batch.put("data_asset_name", result.dataset().toString());
    batch.put(
        "batch_identifiers",
        result.snapshot().isPresent()
            ? Map.of("snapshot", result.snapshot().getAsLong())
            : Map.of());
    Map<String, Object> ours = new LinkedHashMap<>();
    ours.put("dataset", result.dataset().toString());
    ours.put("snapshot", result.snapshot().isPresent() ? result.snapshot().getAsLong() : null);
    ours.put("blocked", result.blocked());
    Map<String, Object> meta = new LinkedHashMap<>();
    meta.put(
        "great_expectations_version",
        result.suite().meta().getOrDefault("great_expectations_version", "1.0.0"));
    meta.put("active_batch_definition", batch);
    meta.put(
        "run_id",
        Map.of(
            "run_name",
            result.suite().name(),
            "run_time",
            OffsetDateTime.ofInstant(result.at(), ZoneOffset.UTC).toString()));
    meta.put("caravan", ours);
    return meta;
  }

  private Map<String, Object> of(Verdict verdict) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("success", verdict.passed());
    json.put("expectation_config", config(verdict.expectation()));
    json.put(
        "result",
        format == ResultFormat.BOOLEAN_ONLY || verdict.error().isPresent()
            ? Map.of()
            : result(verdict));
    json.put("meta", Map.of("caravan", Map.of("outcome", verdict.outcome().toString())));
    Map<String, Object> raised = new LinkedHashMap<>();
    raised.put("raised_exception", verdict.error().isPresent());
    raised.put("exception_traceback", null);
    raised.put("exception_message", verdict.error().orElse(null));
    json.put("exception_info", raised);
    return json;
  }

  private static Map<String, Object> config(Expectation expectation) {
    Map<String, Object> config = new LinkedHashMap<>();
    config.put("type", expectation.type());
    config.put("kwargs", expectation.kwargs());
    config.put("meta", expectation.meta());
    expectation.id().ifPresent(id -> config.put("id", id));
    config.put("severity", expectation.onFailure() == OnFailure.WARN ? "warning" : "critical");
    return config;
  }

  Map<String, Object> result(Verdict verdict) {
    Map<String, Object> result = new LinkedHashMap<>();
    verdict
        .counts()
        .ifPresent(
            counts ->
                rows(
                    counts, verdict.examples().getOrDefault("unexpected_list", List.of()), result));
    verdict
        .facts()
        .forEach(
            (name, fact) -> {
              if (format == ResultFormat.COMPLETE || !holdsRows(fact)) {
                result.put(name, JsonValue.of(fact));
              }
            });
    verdict.examples().forEach((name, list) -> list(name, list, result));
    return result;
  }

  private static boolean holdsRows(Object fact) {
    return fact instanceof Map<?, ?> details && details.containsKey("unexpected_rows");
  }

  private void list(String name, List<Object> list, Map<String, Object> result) {
    if (name.equals(ROW_NUMBERS)) {
      if (format != ResultFormat.BASIC) {
        result.put("partial_" + ROW_NUMBERS, list.stream().limit(ResultFormat.PARTIAL).toList());
      }
      if (format == ResultFormat.COMPLETE) {
        result.put(ROW_NUMBERS, list);
      }
    } else if (!name.equals("unexpected_list")) {
      result.put(name, JsonValue.of(list.stream().limit(ResultFormat.PARTIAL).toList()));
    }
  }

  private void rows(Counts counts, List<Object> wrong, Map<String, Object> result) {
    Double ofAll = percent(counts.unexpected(), counts.elements());
    Double ofJudged = percent(counts.unexpected(), counts.judged());
    result.put("element_count", counts.elements());
    result.put("unexpected_count", counts.unexpected());
    result.put("unexpected_percent", ofJudged);
    result.put(
        "partial_unexpected_list",
        JsonValue.of(wrong.stream().limit(ResultFormat.PARTIAL).toList()));
    if (counts.missing().isPresent()) {
      result.put("missing_count", counts.missing().getAsLong());
      result.put("missing_percent", percent(counts.missing().getAsLong(), counts.elements()));
      result.put("unexpected_percent_total", ofAll);
      result.put("unexpected_percent_nonmissing", ofJudged);
    }
    if (format != ResultFormat.BASIC) {
      result.put("partial_unexpected_counts", frequencies(wrong));
    }
    if (format == ResultFormat.COMPLETE) {
      result.put("unexpected_list", JsonValue.of(wrong));
    }
  }

  private static Double percent(long part, long whole) {
    return whole == 0 ? null : (double) part / whole * 100;
  }

  private static List<Map<String, Object>> frequencies(List<Object> wrong) {
    Map<Object, Long> counted =
        wrong.stream()
            .map(w -> w instanceof Map<?, ?> row ? new ArrayList<Object>(row.values()) : w)
            .map(java.util.Optional::ofNullable)
            .collect(
                Collectors.groupingBy(
                    Function.identity(), LinkedHashMap::new, Collectors.counting()));
    Comparator<Map.Entry<Object, Long>> mostFirst = Comparator.comparing(e -> -e.getValue());
    // Which of equally frequent ones are shown is decided by what came first, their order by value.
    return counted.entrySet().stream()
        .sorted(mostFirst)
        .limit(ResultFormat.PARTIAL)
        .sorted(mostFirst.thenComparing(e -> unwrapped(e.getKey()), GxResult::compare))
        .map(
            e -> {
              Map<String, Object> frequency = new LinkedHashMap<>();
              frequency.put("value", JsonValue.of(unwrapped(e.getKey())));
              frequency.put("count", e.getValue());
              return frequency;
            })
        .toList();
  }

  private static Object unwrapped(Object key) {
    return ((java.util.Optional<?>) key).orElse(null);
  }

  /** Values as SQL orders them, lists by their elements, nulls last. */
  private static int compare(Object a, Object b) {
    if (a == null || b == null) {
      return Boolean.compare(a == null, b == null);
    } else if (a instanceof List<?> left && b instanceof List<?> right) {
      for (int i = 0; i < Math.min(left.size(), right.size()); i++) {
        int compared = compare(left.get(i), right.get(i));
        if (compared != 0) {
          return compared;
        }
      }
      return Integer.compare(left.size(), right.size());
    }
    try {
      return Values.compare(a, b).orElse(0);
    } catch (CannotCheck e) {
      return a.toString().compareTo(b.toString());
    }
  }
}
