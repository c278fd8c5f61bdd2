package io.caravan.stream;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** The streaming routes of this process. */
public final class Streams {
  private final Map<String, StreamStatus> routes = new ConcurrentHashMap<>();

  /** Begins anew for a route that is (again) started. */
  public StreamStatus begin(String route) {
    StreamStatus status = new StreamStatus(route);
    routes.put(route, status);
    return status;
  }

  /** Forgets a route that is no more; not the one that has taken its place. */
  public void end(StreamStatus status) {
    routes.remove(status.route(), status);
  }

  public Optional<StreamStatus> of(String route) {
    return Optional.ofNullable(routes.get(route));
  }

  /** Sorted by route. */
  public List<StreamStatus> all() {
    return routes.values().stream()
        .sorted(java.util.Comparator.comparing(StreamStatus::route))
        .toList();
  }
}
