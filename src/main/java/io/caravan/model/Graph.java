package io.caravan.model;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Who reads whom. Edges point from what is read to what reads it; every order it gives is the same
 * each time.
 */
final class Graph {
  private final Map<String, Set<String>> parents = new TreeMap<>();
  private final Map<String, Set<String>> children = new TreeMap<>();

  void add(String id) {
    parents.computeIfAbsent(id, k -> new TreeSet<>());
    children.computeIfAbsent(id, k -> new TreeSet<>());
  }

  void edge(String parent, String child) {
    add(parent);
    add(child);
    parents.get(child).add(parent);
    children.get(parent).add(child);
  }

  Set<String> ids() {
    return parents.keySet();
  }

  Set<String> parents(String id) {
    return parents.getOrDefault(id, Set.of());
  }

  Set<String> children(String id) {
    return children.getOrDefault(id, Set.of());
  }

  /**
   * Everything upstream within so many steps, the start left out; a negative number means without
   * limit.
   */
  Set<String> ancestors(String id, int steps) {
    return reach(id, steps, parents);
  }

  Set<String> descendants(String id, int steps) {
    return reach(id, steps, children);
  }

  private static Set<String> reach(String start, int steps, Map<String, Set<String>> edges) {
    Set<String> seen = new LinkedHashSet<>();
    Map<String, Integer> depth = new HashMap<>(Map.of(start, 0));
    Deque<String> queue = new ArrayDeque<>(List.of(start));
    while (!queue.isEmpty()) {
      String at = queue.remove();
      if (steps >= 0 && depth.get(at) >= steps) {
        continue;
      }
      for (String next : edges.getOrDefault(at, Set.of())) {
        if (depth.putIfAbsent(next, depth.get(at) + 1) == null) {
          seen.add(next);
          queue.add(next);
        }
      }
    }
    return seen;
  }

  /** Parents before children; among equals by name. Nodes on a cycle are left out. */
  List<String> order() {
    Map<String, Integer> open = new HashMap<>();
    parents.forEach((id, up) -> open.put(id, up.size()));
    PriorityQueue<String> ready = new PriorityQueue<>();
    open.forEach(
        (id, count) -> {
          if (count == 0) {
            ready.add(id);
          }
        });
    List<String> order = new ArrayList<>();
    while (!ready.isEmpty()) {
      String id = ready.remove();
      order.add(id);
      for (String child : children.get(id)) {
        if (open.merge(child, -1, Integer::sum) == 0) {
          ready.add(child);
        }
      }
    }
    return order;
  }

  /** One cycle, its first node repeated at the end; empty when there is none. */
  Optional<List<String>> cycle() {
    Set<String> left = new TreeSet<>(ids());
    left.removeAll(new LinkedHashSet<>(order()));
    if (left.isEmpty()) {
      return Optional.empty();
    }
    // Everything left has a parent that is left: walking up must come back.
    List<String> walk = new ArrayList<>();
    String at = left.iterator().next();
    while (!walk.contains(at)) {
      walk.add(at);
      at = parents.get(at).stream().filter(left::contains).findFirst().orElseThrow();
    }
    List<String> cycle = new ArrayList<>(walk.subList(walk.indexOf(at), walk.size()));
    cycle.add(at);
    java.util.Collections.reverse(cycle);
    return Optional.of(cycle);
  }

  /**
   * The same order relation over fewer nodes: an edge where a way leads through nodes that are left
   * out.
   */
  Graph over(Collection<String> kept) {
    Graph small = new Graph();
    Set<String> keep = new TreeSet<>(kept);
    for (String id : keep) {
      small.add(id);
      nearestKept(id, keep).forEach(parent -> small.edge(parent, id));
    }
    return small;
  }

  private Set<String> nearestKept(String id, Set<String> keep) {
    Set<String> found = new TreeSet<>();
    Map<String, Boolean> seen = new LinkedHashMap<>();
    Deque<String> queue = new ArrayDeque<>(parents(id));
    while (!queue.isEmpty()) {
      String at = queue.remove();
      if (seen.putIfAbsent(at, true) != null) {
        continue;
      }
      if (keep.contains(at)) {
        found.add(at);
      } else {
        queue.addAll(parents(at));
      }
    }
    return found;
  }
}
