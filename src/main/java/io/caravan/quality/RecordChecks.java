package io.caravan.quality;

import io.caravan.quality.RowTest.Answer;
import io.caravan.quality.WindowRule.WindowFinding;
import io.caravan.record.Problem;
import io.caravan.record.ProjectException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A suite made ready for batches of records that lie in no table: each row expectation is one
 * predicate over a record's values, and what is said of a whole table is said of the batch. It
 * comes to the verdicts that SQL comes to on the same rows. Thread-safe.
 */
public final class RecordChecks {
  private final Suite suite;
  private final List<String> columns;
  private final List<Compiled> compiled;

  private record Compiled(
      Expectation expectation, OnFailure consequence, RowTest domain, WindowRule rule) {}

  private RecordChecks(Suite suite, List<String> columns, List<Compiled> compiled) {
    this.suite = suite;
    this.columns = columns;
    this.compiled = compiled;
  }

  /**
   * @throws ProjectException with every expectation that only a table can be held to
   */
  public static RecordChecks of(Suite suite) {
    Slots slots = new Slots();
    List<Compiled> compiled = new ArrayList<>();
    List<Problem> problems = new ArrayList<>();
    for (Expectation expectation : suite.expectations()) {
      try {
        compiled.add(compile(expectation, slots));
      } catch (CannotCheck e) {
        problems.add(
            new Problem(
                expectation.place(),
                "Cannot check the records of a stream by %s: %s."
                    .formatted(expectation, e.getMessage()),
                "Move it to a suite of the table that the records land in."));
      } catch (ProjectException e) {
        problems.addAll(e.problems());
      }
    }
    if (!problems.isEmpty()) {
      throw new ProjectException(problems);
    }
    return new RecordChecks(suite, slots.columns(), compiled);
  }

  private static Compiled compile(Expectation expectation, Slots slots) {
    WindowRule rule = expectation.rule().over(slots);
    RowTest domain = expectation.domain().map(d -> d.over(slots)).orElse(null);
    return new Compiled(expectation, consequence(expectation), domain, rule);
  }

  /** Where a suite says nothing, the records that break it die; where there are none, it warns. */
  private static OnFailure consequence(Expectation expectation) {
    boolean names = expectation.rule().namesRows();
    Optional<OnFailure> written = expectation.written();
    if (!names && written.equals(Optional.of(OnFailure.QUARANTINE))) {
      throw new ProjectException(
          expectation.place(),
          "Cannot quarantine what breaks %s: no single record does.".formatted(expectation),
          "Use \"block\" (the stream stops) or \"warn\" (it is only reported).");
    }
    return written.orElse(names ? OnFailure.QUARANTINE : OnFailure.WARN);
  }

  public Suite suite() {
    return suite;
  }

  /** Paths of the fields whose values {@link #judge} wants, in this order. */
  public List<String> columns() {
    return columns;
  }

  /**
   * Judges records together.
   *
   * @param rows one for each record: its values in the order of {@link #columns}; null for a field
   *     that is null or not there
   * @return one for each expectation, in the suite's order
   */
  public List<Judgement> judge(List<Object[]> rows) {
    List<Judgement> judgements = new ArrayList<>(compiled.size());
    for (Compiled one : compiled) {
      judgements.add(judge(one, rows));
    }
    return judgements;
  }

  private Judgement judge(Compiled one, List<Object[]> rows) {
    Domain domain = one.domain == null ? null : Domain.of(one.domain, rows);
    try {
      WindowFinding finding = one.rule.judge(domain == null ? rows : domain.rows);
      return new Judgement(one.expectation, one.consequence, finding, columns, rows, domain);
    } catch (CannotCheck e) {
      return Judgement.impossible(one.expectation, one.consequence, e.getMessage());
    }
  }

  /**
   * The rows that a row condition picks.
   *
   * @param places where they are among all rows
   * @param undecided rows of which the condition could not be decided
   */
  record Domain(List<Object[]> rows, List<Integer> places, WindowRule.WrongRows undecided) {
    static Domain of(RowTest condition, List<Object[]> all) {
      Domain domain = new Domain(new ArrayList<>(), new ArrayList<>(), new WindowRule.WrongRows());
      for (int i = 0; i < all.size(); i++) {
        try {
          if (condition.of(all.get(i)) == Answer.YES) {
            domain.rows.add(all.get(i));
            domain.places.add(i);
          }
        } catch (CannotCheck e) {
          domain.undecided.add(i, e);
        }
      }
      return domain;
    }
  }
}
