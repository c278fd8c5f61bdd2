package io.caravan.record;

import java.util.List;
import java.util.stream.Collectors;

/**
 * The user's project is wrong: reported by {@code check} and at start-up, with places and remedies
 * and without a stack trace.
 */
public final class ProjectException extends RuntimeException {
  private static final long serialVersionUID = 1;
  private final transient List<Problem> problems;

  public ProjectException(List<Problem> problems) {
    super(
        problems.stream().map(Problem::toString).collect(Collectors.joining("\n")),
        null,
        false,
        false);
    this.problems = List.copyOf(problems);
  }

  public ProjectException(Place place, String what, String remedy) {
    this(List.of(new Problem(place, what, remedy)));
  }

  public List<Problem> problems() {
    return problems;
  }
}
