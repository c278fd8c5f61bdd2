package io.caravan.runs;

import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What the waiting runs of this process wait for. Kept in memory only: another process, or this one
 * after a restart, tries once and then knows.
 */
final class Waits {
  private record Wait(String route, WaitingException why) {}

  private final Map<String, Wait> waits = new ConcurrentHashMap<>();

  void add(Run run, WaitingException why) {
    waits.put(run.id(), new Wait(run.route(), why));
  }

  void forget(String run) {
    waits.remove(run);
  }

  /** The route's runs that it is not yet worth beginning again. */
  Set<String> held(String route) {
    Set<String> held = new TreeSet<>();
    waits.forEach(
        (id, wait) -> {
          if (wait.route().equals(route) && !wait.why().ready()) {
            held.add(id);
          }
        });
    return held;
  }
}
