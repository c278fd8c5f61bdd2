package io.caravan.model;

import io.caravan.quality.ResultFormat;
import io.caravan.quality.Suite;
import io.caravan.quality.Suites;
import io.caravan.quality.ValidationResult;
import io.caravan.quality.Verdict;
import io.caravan.record.DatasetName;
import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;

/** The suite of a model, called {@code <table>_<layer>}, as part of its audit. */
record SuiteAudit(Suites suites) {
  /**
   * A verdict for every expectation on what the bench shows; none when the dataset has no suite.
   */
  List<TestVerdict> run(DatasetName dataset, OptionalLong snapshot, Workbench bench) {
    String name = name(dataset);
    if (!suites.names().contains(name)) {
      return List.of();
    }
    String text = suites.load(name).expectations().toString();
    bench.lake().tables().stream()
        .filter(other -> !other.equals(dataset) && text.contains(other.table()))
        .forEach(bench::bind);
    ValidationResult result = suites.run(name, dataset, snapshot, bench.session());
    return result.verdicts().stream().map(verdict -> verdict(name, verdict)).toList();
  }

  private static String name(DatasetName dataset) {
    return dataset.table() + "_" + dataset.namespace();
  }

  /** Whether the suite of the dataset takes single rows out of it. */
  boolean quarantines(DatasetName dataset) {
    return suites.names().contains(name(dataset))
        && !suites.load(name(dataset)).quarantine().expectations().isEmpty();
  }

  /**
   * What of the rows that the bench shows breaks an expectation that quarantines.
   *
   * @param row their column that numbers them
   */
  List<Quarantine.Broken> broken(DatasetName dataset, Workbench bench, String row) {
    if (!quarantines(dataset)) {
      return List.of();
    }
    Suite suite = suites.load(name(dataset)).quarantine();
    return Suites.run(suite, dataset, bench.session(), ResultFormat.BOOLEAN_ONLY, Instant.EPOCH)
        .verdicts()
        .stream()
        .filter(verdict -> !verdict.passed() && verdict.failingRows().isPresent())
        .map(
            verdict ->
                new Quarantine.Broken(
                    verdict.expectation().toString(),
                    "SELECT " + row + " FROM (" + verdict.failingRows().get() + ")"))
        .toList();
  }

  private static TestVerdict verdict(String suite, Verdict verdict) {
    TestVerdict.Outcome outcome =
        switch (verdict.outcome()) {
          case PASSED -> TestVerdict.Outcome.PASSED;
          case WARNED -> TestVerdict.Outcome.WARNED;
          // What the build brought was sifted before: this lies in the table already.
          case QUARANTINED, FAILED -> TestVerdict.Outcome.FAILED;
        };
    long unexpected =
        verdict.counts().map(counts -> counts.unexpected()).orElse(verdict.passed() ? 0L : 1L);
    String expectation = verdict.expectation().toString();
    return new TestVerdict(
        "suite." + suite + "." + expectation,
        expectation,
        outcome,
        unexpected,
        verdict.passed() ? "" : verdict.toString(),
        verdict.failingRows().orElse(""));
  }
}
