package io.caravan.model;

import io.caravan.record.Place;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What is selected: by one criterion, or by several laid together. */
sealed interface Spec {
  /**
   * Nodes that something is true of, and those that lead to them or that they lead to.
   *
   * @param written the criterion as the user wrote it
   * @param place where
   * @param mustMatch whether it is a mistake when it matches nothing
   * @param parents steps up; negative without limit, 0 for none
   * @param children steps down
   * @param childrensParents everything downstream, with all that it needs
   * @param indirect which tests go along; empty for what the command line says
   */
  record Criterion(
      String written,
      Place place,
      boolean mustMatch,
      String method,
      String value,
      int parents,
      int children,
      boolean childrensParents,
      Optional<Indirect> indirect)
      implements Spec {}

  /** What any of them selects. */
  record Union(List<Spec> of) implements Spec {}

  /** What all of them select. */
  record Intersection(List<Spec> of) implements Spec {}

  /** What the one selects and the other does not. */
  record Difference(Spec from, Spec without) implements Spec {}

  /** Everything. */
  record All() implements Spec {}

  /** Which tests go along with the nodes that are selected. */
  enum Indirect {
    /** Those that read one of them. */
    EAGER,
    /** Those that read nothing else. */
    CAUTIOUS,
    /** Those that read nothing else but what these read themselves. */
    BUILDABLE,
    /** None. */
    EMPTY;

    /** As dbt writes it; empty when there is no such word. */
    static Optional<Indirect> of(String word) {
      for (Indirect each : values()) {
        if (each.name().toLowerCase(Locale.ROOT).equals(word)) {
          return Optional.of(each);
        }
      }
      return Optional.empty();
    }
  }
}
