package io.caravan.quality;

import io.caravan.quality.RecordChecks.Domain;
import io.caravan.quality.Verdict.Outcome;
import io.caravan.quality.WindowRule.WindowFinding;
import io.caravan.quality.WindowRule.WrongRows;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;

/** What an expectation found in a batch of records, and which of them it finds wrong. */
public final class Judgement {
  private static final int SHOWN = 20;
  private final Verdict verdict;
  private final List<WrongRecord> wrong;

  /**
   * A record that breaks an expectation.
   *
   * @param place which of the records that were judged
   * @param reason for a person: expectation, column and value
   */
  public record WrongRecord(int place, String reason) {}

  private Judgement(Verdict verdict, List<WrongRecord> wrong) {
    this.verdict = verdict;
    this.wrong = wrong;
  }

  Judgement(
      Expectation expectation,
      OnFailure consequence,
      WindowFinding finding,
      List<String> columns,
      List<Object[]> rows,
      Domain domain) {
    boolean decided = domain == null || domain.undecided().count() == 0;
    boolean met = finding.success() && decided;
    Shown shown = new Shown(expectation, columns, rows);
    this.wrong = met ? List.of() : shown.wrong(finding.wrong(), domain);
    Optional<Counts> counts =
        decided ? finding.counts() : finding.counts().map(c -> with(c, domain.undecided().count()));
    List<Object> examples = met ? List.of() : shown.examples(wrong);
    this.verdict =
        new Verdict(
            expectation,
            outcome(consequence, met),
            counts,
            finding.facts(),
            examples.isEmpty() ? Map.of() : Map.of("unexpected_list", examples),
            Optional.empty(),
            Optional.empty());
  }

  private static Counts with(Counts counts, int undecided) {
    OptionalLong missing = counts.missing();
    return new Counts(counts.elements() + undecided, missing, counts.unexpected() + undecided);
  }

  static Judgement impossible(Expectation expectation, OnFailure consequence, String error) {
    return new Judgement(
        new Verdict(
            expectation,
            outcome(consequence, false),
            Optional.empty(),
            Map.of(),
            Map.of(),
            Optional.of(error),
            Optional.empty()),
        List.of());
  }

  private static Outcome outcome(OnFailure consequence, boolean met) {
    if (met) {
      return Outcome.PASSED;
    }
    return switch (consequence) {
      case BLOCK -> Outcome.FAILED;
      case WARN -> Outcome.WARNED;
      case QUARANTINE -> Outcome.QUARANTINED;
    };
  }

  public Verdict verdict() {
    return verdict;
  }

  /** Empty when the expectation is met: {@code mostly} forgives single records. */
  public List<WrongRecord> wrong() {
    return wrong;
  }

  @Override
  public String toString() {
    return verdict.toString();
  }

  /** Words for records of which an expectation says that they are wrong. */
  private record Shown(Expectation expectation, List<String> columns, List<Object[]> rows) {
    private List<WrongRecord> wrong(WrongRows found, Domain domain) {
      List<WrongRecord> all = new ArrayList<>();
      for (int row : found.rows()) {
        int place = domain == null ? row : domain.places().get(row);
        all.add(record(place, found.reason(row)));
      }
      if (domain != null) {
        for (int row : domain.undecided().rows()) {
          all.add(record(row, domain.undecided().reason(row)));
        }
      }
      return all;
    }

    private WrongRecord record(int place, Optional<String> cannot) {
      return new WrongRecord(
          place,
          cannot
              .map(why -> "Cannot check %s: %s".formatted(expectation, why))
              .orElseGet(() -> "%s is not met: %s.".formatted(expectation, values(place))));
    }

    private String values(int place) {
      List<String> values = new ArrayList<>();
      for (String column : expectation.shown()) {
        Object value = rows.get(place)[columns.indexOf(column)];
        values.add(column + " is " + (value == null ? "null" : Values.shown(value)));
      }
      return String.join(", ", values);
    }

    private List<Object> examples(List<WrongRecord> wrong) {
      List<Object> examples = new ArrayList<>();
      List<String> shown = expectation.shown();
      for (WrongRecord one : wrong.subList(0, Math.min(SHOWN, wrong.size()))) {
        List<Object> values = new ArrayList<>();
        shown.forEach(c -> values.add(rows.get(one.place())[columns.indexOf(c)]));
        examples.add(values.size() == 1 ? values.get(0) : values);
      }
      return examples.stream().anyMatch(Objects::nonNull) ? examples : List.of();
    }
  }
}
