package io.caravan.model;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * When a count of failures warns and when it fails: dbt's {@code severity}, {@code warn_if} and
 * {@code error_if}.
 */
record Threshold(boolean error, String warnIf, String errorIf) {
  private static final Pattern COMPARISON =
      Pattern.compile("\\s*(!=|<>|>=|<=|=|>|<)\\s*(\\d+)\\s*");

  static Threshold of(Config config) {
    return new Threshold(
        !config.text("severity", "error").equalsIgnoreCase("warn"),
        config.text("warn_if", "!= 0"),
        config.text("error_if", "!= 0"));
  }

  TestVerdict.Outcome judge(long failures, Workbench bench) {
    if (error && holds(failures, errorIf, bench)) {
      return TestVerdict.Outcome.FAILED;
    }
    return holds(failures, warnIf, bench) ? TestVerdict.Outcome.WARNED : TestVerdict.Outcome.PASSED;
  }

  String message(long failures, TestVerdict.Outcome outcome) {
    return switch (outcome) {
      case PASSED, BROKEN -> "";
      case WARNED ->
          "Got %d result%s, configured to warn if %s"
              .formatted(failures, failures == 1 ? "" : "s", warnIf);
      case FAILED ->
          "Got %d result%s, configured to fail if %s"
              .formatted(failures, failures == 1 ? "" : "s", errorIf);
    };
  }

  private static boolean holds(long failures, String condition, Workbench bench) {
    Matcher simple = COMPARISON.matcher(condition);
    if (!simple.matches()) {
      return Boolean.TRUE.equals(
          bench.session().query("SELECT " + failures + " " + condition).rows().get(0).get(0));
    }
    int compared = Long.compare(failures, Long.parseLong(simple.group(2)));
    return switch (simple.group(1)) {
      case "=" -> compared == 0;
      case ">" -> compared > 0;
      case ">=" -> compared >= 0;
      case "<" -> compared < 0;
      case "<=" -> compared <= 0;
      default -> compared != 0;
    };
  }
}
