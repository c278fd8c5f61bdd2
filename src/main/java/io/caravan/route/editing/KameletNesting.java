package io.caravan.route.editing;

import io.caravan.record.Problem;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Kamelets that use Kamelets: without end, or too deep. Camel finds out by running out of stack,
 * and if that happens while it holds a lock, it never goes on: so nothing of the kind may reach it.
 */
final class KameletNesting {
  private static final int DEEPEST = 32;

  /** By Kamelet, those that it uses, each with the place of its first use. */
  private final Map<String, Map<String, EndpointUse>> uses = new TreeMap<>();

  KameletNesting(RouteProject project, PlaceholderCheck placeholders) {
    for (KameletFile kamelet : project.kamelets().values()) {
      Map<String, EndpointUse> of = new LinkedHashMap<>();
      for (EndpointUse use : kamelet.uses()) {
        // What 'toD' names is made when a message comes that wants it: that may end.
        if (use.kamelet() && !use.dynamic() && !use.key().equals("toD")) {
          of.putIfAbsent(placeholders.resolved(use.kameletName()), use);
        }
      }
      uses.putIfAbsent(kamelet.name(), of);
    }
  }

  List<Problem> problems() {
    Set<String> deep = deep();
    List<Problem> problems = new ArrayList<>();
    Set<String> endless = new HashSet<>();
    for (String name : deep) {
      uses.get(name)
          .forEach(
              (used, use) -> {
                List<String> way = way(used, name);
                if (!way.isEmpty()) {
                  endless.add(name);
                  problems.add(
                      new Problem(
                          use.place(),
                          "Cannot use Kamelet '" + used + "': it would use itself without end.",
                          "Take one out of: " + name + ", " + String.join(", ", way) + "."));
                }
              });
    }
    deep.removeAll(using(endless));
    for (String name : deep) {
      uses.get(name).values().stream()
          .limit(1)
          .map(
              use ->
                  new Problem(
                      use.place(),
                      "Cannot use Kamelet '%s': Kamelets use Kamelets more than %d deep here."
                          .formatted(use.kameletName(), DEEPEST),
                      "Put the steps of some of them into those that use them."))
          .forEach(problems::add);
    }
    return problems;
  }

  /** These Kamelets, and all that use them, however indirectly. */
  Set<String> using(Set<String> kamelets) {
    Set<String> all = new TreeSet<>(kamelets);
    for (boolean more = true; more; ) {
      more = false;
      for (Map.Entry<String, Map<String, EndpointUse>> each : uses.entrySet()) {
        more |= !Collections.disjoint(each.getValue().keySet(), all) && all.add(each.getKey());
      }
    }
    return all;
  }

  /** Those with a chain of uses that is too long, or has no end. */
  private Set<String> deep() {
    Set<String> longer = new TreeSet<>(uses.keySet());
    for (int i = 0; i < DEEPEST && !longer.isEmpty(); i++) {
      Set<String> before = new HashSet<>(longer);
      longer.removeIf(name -> Collections.disjoint(uses.get(name).keySet(), before));
    }
    return longer;
  }

  /** The shortest chain of uses; empty when there is none. */
  private List<String> way(String from, String to) {
    Map<String, String> cameFrom = new HashMap<>();
    cameFrom.put(from, "");
    Deque<String> next = new ArrayDeque<>(List.of(from));
    while (!next.isEmpty()) {
      String here = next.remove();
      if (here.equals(to)) {
        List<String> way = new ArrayList<>();
        for (String name = to; !name.isEmpty(); name = cameFrom.get(name)) {
          way.add(0, name);
        }
        return way;
      }
      for (String used : uses.getOrDefault(here, Map.of()).keySet()) {
        if (cameFrom.putIfAbsent(used, here) == null) {
          next.add(used);
        }
      }
    }
    return List.of();
  }
}
