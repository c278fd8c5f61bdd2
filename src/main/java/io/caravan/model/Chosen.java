package io.caravan.model;

import io.caravan.record.ProjectException;
import io.caravan.record.Spelling;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BinaryOperator;

/** Finds what a selection means in a project, tests that go along included. */
record Chosen(Project project, Criteria criteria, Spec.Indirect usual) {
  /**
   * @param direct what is selected
   * @param waiting tests that go along once everything they read is selected
   */
  private record Found(Set<String> direct, Set<String> waiting) {}

  Set<String> of(Spec spec) {
    return found(spec).direct();
  }

  private Found found(Spec spec) {
    if (spec instanceof Spec.Criterion criterion) {
      return found(criterion);
    }
    if (spec instanceof Spec.Union union) {
      return together(union.of(), Chosen::union);
    }
    if (spec instanceof Spec.Intersection intersection) {
      return together(intersection.of(), Chosen::intersection);
    }
    if (spec instanceof Spec.Difference difference) {
      return together(List.of(difference.from(), difference.without()), Chosen::difference);
    }
    Set<String> all = new TreeSet<>(project.nodes().keySet());
    all.addAll(project.sources().keySet());
    return new Found(all, Set.of());
  }

  private Found together(List<Spec> specs, BinaryOperator<Set<String>> operation) {
    List<Found> found = new ArrayList<>(specs.stream().map(this::found).toList());
    Set<String> direct = found.stream().map(Found::direct).reduce(operation).orElse(Set.of());
    Set<String> waiting = found.stream().map(Found::waiting).reduce(operation).orElse(Set.of());
    Set<String> all = new TreeSet<>(direct);
    Set<String> readable = readable(direct, usual);
    waiting.stream().filter(test -> readsOnly(test, readable)).forEach(all::add);
    return new Found(all, waiting);
  }

  private static Set<String> union(Set<String> a, Set<String> b) {
    Set<String> both = new TreeSet<>(a);
    both.addAll(b);
    return both;
  }

  private static Set<String> intersection(Set<String> a, Set<String> b) {
    Set<String> common = new TreeSet<>(a);
    common.retainAll(b);
    return common;
  }

  private static Set<String> difference(Set<String> a, Set<String> b) {
    Set<String> rest = new TreeSet<>(a);
    rest.removeAll(b);
    return rest;
  }

  private Found found(Spec.Criterion criterion) {
    Set<String> direct = criteria.matching(criterion);
    if (direct.isEmpty() && criterion.mustMatch()) {
      List<String> labels =
          new ArrayList<>(project.nodes().values().stream().map(Node::label).toList());
      throw new ProjectException(
          criterion.place(),
          "Cannot select '" + criterion.written() + "': it matches nothing.",
          Spelling.didYouMean(criterion.value(), labels, "'models list' shows what there is."));
    }
    return withTests(reach(criterion, direct), criterion.indirect().orElse(usual));
  }

  private Set<String> reach(Spec.Criterion criterion, Set<String> direct) {
    Graph graph = project.graph();
    Set<String> all = new LinkedHashSet<>(direct);
    for (String id : direct) {
      if (criterion.childrensParents()) {
        graph
            .descendants(id, -1)
            .forEach(
                child -> {
                  all.add(child);
                  all.addAll(graph.ancestors(child, -1));
                });
        all.addAll(graph.ancestors(id, -1));
      }
      if (criterion.parents() != 0) {
        all.addAll(graph.ancestors(id, criterion.parents()));
      }
      if (criterion.children() != 0) {
        all.addAll(graph.descendants(id, criterion.children()));
      }
    }
    return all;
  }

  private Found withTests(Set<String> chosen, Spec.Indirect indirect) {
    if (indirect == Spec.Indirect.EMPTY) {
      return new Found(chosen, Set.of());
    }
    Set<String> all = new TreeSet<>(chosen);
    Set<String> waiting = new TreeSet<>();
    Set<String> readable = readable(chosen, indirect);
    for (String id : chosen) {
      for (String child : project.graph().children(id)) {
        boolean test = project.node(child).filter(n -> n.kind().isTest()).isPresent();
        if (test) {
          boolean along = indirect == Spec.Indirect.EAGER || readsOnly(child, readable);
          (along ? all : waiting).add(child);
        }
      }
    }
    return new Found(all, waiting);
  }

  /** What a test may read that goes along. */
  private Set<String> readable(Set<String> chosen, Spec.Indirect indirect) {
    if (indirect != Spec.Indirect.BUILDABLE) {
      return chosen;
    }
    Set<String> readable = new TreeSet<>(chosen);
    chosen.forEach(id -> readable.addAll(project.graph().parents(id)));
    readable.addAll(project.sources().keySet());
    return readable;
  }

  private boolean readsOnly(String test, Set<String> readable) {
    return readable.containsAll(project.graph().parents(test));
  }
}
