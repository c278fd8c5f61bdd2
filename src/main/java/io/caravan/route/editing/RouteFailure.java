package io.caravan.route.editing;

/**
 * A route that was checked and is right could not be started: its port is taken, its server is
 * away.
 */
final class RouteFailure extends RuntimeException {
  private static final long serialVersionUID = 1;
  private final transient RouteEntry entry;

  RouteFailure(RouteEntry entry, Exception cause) {
    super("Cannot start what stands in " + entry.place(), cause);
    this.entry = entry;
  }

  RouteEntry entry() {
    return entry;
  }
}
