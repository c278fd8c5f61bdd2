package io.caravan.model;

import java.util.stream.Collectors;

/**
 * Models were not built, or their audit kept them from being published. Readers still see what was
 * published before.
 */
public final class ModelsFailed extends RuntimeException {
  private static final long serialVersionUID = 1;
  private final transient Invocation invocation;

  /**
   * @param invocation one that is not well
   */
  public ModelsFailed(Invocation invocation) {
    super(message(invocation), null, false, false);
    this.invocation = invocation;
  }

  private static String message(Invocation invocation) {
    long unwell = invocation.results().stream().filter(result -> !result.status().well()).count();
    String lines =
        invocation.complaint().lines().map(line -> "\n  " + line).collect(Collectors.joining());
    return "Cannot publish %d of %d models.%s"
        .formatted(unwell, invocation.results().size(), lines);
  }

  public Invocation invocation() {
    return invocation;
  }
}
