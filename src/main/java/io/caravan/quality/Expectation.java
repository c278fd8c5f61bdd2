package io.caravan.quality;

import io.caravan.record.Place;
import io.caravan.record.RecordException;
import java.util.Map;
import java.util.Optional;

/** One expectation of a suite, as its file has it, understood. */
public final class Expectation {
  private final String type;
  private final Map<String, Object> kwargs;
  private final Map<String, Object> meta;
  private final Optional<String> id;
  private final OnFailure onFailure;
  private final Place place;
  private final Optional<Condition> domain;
  private final Rule rule;

  Expectation(
      String type,
      Map<String, Object> kwargs,
      Map<String, Object> meta,
      Optional<String> id,
      OnFailure onFailure,
      Place place,
      Optional<Condition> domain,
      Rule rule) {
    this.type = type;
    this.kwargs = kwargs;
    this.meta = meta;
    this.id = id;
    this.onFailure = onFailure;
    this.place = place;
    this.domain = domain;
    this.rule = rule;
  }

  /** For example {@code expect_column_values_to_not_be_null}. */
  public String type() {
    return type;
  }

  /** As the file has them. */
  public Map<String, Object> kwargs() {
    return kwargs;
  }

  public Map<String, Object> meta() {
    return meta;
  }

  /** Where the suite comes from a GX server, its id there. */
  public Optional<String> id() {
    return id;
  }

  public OnFailure onFailure() {
    return onFailure;
  }

  public Place place() {
    return place;
  }

  /** True when single records can be checked in Java, so that a stream can be held to it. */
  public boolean isAboutRecords() {
    return rule instanceof RowRule rows && !usesEngine(rows.expected());
  }

  private static boolean usesEngine(Condition condition) {
    if (condition instanceof Condition.Not not) {
      return usesEngine(not.condition());
    } else if (condition instanceof Condition.All all) {
      return all.conditions().stream().anyMatch(Expectation::usesEngine);
    } else if (condition instanceof Condition.Any any) {
      return any.conditions().stream().anyMatch(Expectation::usesEngine);
    }
    return condition instanceof Condition.Engine;
  }

  /**
   * Whether the record is what this expectation calls unexpected. Ask {@link #isAboutRecords()}
   * first.
   *
   * @param row column to value, as a batch carries it
   * @throws RecordException when a value can never be compared as the expectation demands
   */
  public boolean fails(Map<String, Object> row) {
    try {
      return domain.map(d -> d.test(row).orElse(false)).orElse(true) && ((RowRule) rule).fails(row);
    } catch (CannotCheck e) {
      throw new RecordException("Cannot check " + this + ": " + e.getMessage(), e);
    }
  }

  Optional<Condition> domain() {
    return domain;
  }

  Rule rule() {
    return rule;
  }

  /** The type and what it is about, for messages: {@code expect_column_values_to_be_unique(id)}. */
  @Override
  public String toString() {
    Object about = kwargs.get("column");
    if (about == null && kwargs.get("column_A") != null) {
      about = kwargs.get("column_A") + ", " + kwargs.get("column_B");
    }
    if (about == null) {
      about = kwargs.get("column_list");
    }
    return about == null ? type : type + "(" + about.toString().replaceAll("[\\[\\]]", "") + ")";
  }
}
