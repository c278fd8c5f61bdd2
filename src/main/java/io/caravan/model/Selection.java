package io.caravan.model;

import io.caravan.record.Place;
import io.caravan.record.ProjectException;
import io.caravan.record.Spelling;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which nodes are meant, in dbt's words: {@code silver.users+ tag:daily,path:models/gold}. Spaces
 * unite, commas intersect.
 *
 * @param select what is meant; empty for everything
 * @param exclude what is left out of it
 */
public record Selection(String select, String exclude) {
  public static final Selection ALL = new Selection("", "");
  private static final Pattern CRITERION =
      Pattern.compile("(@)?(?:(\\d*)(\\+))?(?:([\\w.]+):)?(.*?)(?:(\\+)(\\d*))?");

  public static Selection of(String select) {
    return new Selection(select, "");
  }

  /**
   * The ids of the nodes that are meant, tests that read one of them included.
   *
   * @throws ProjectException when a criterion is not understood or matches nothing
   */
  Set<String> in(Project project) {
    Set<String> chosen = withSources(project);
    chosen.retainAll(project.nodes().keySet());
    return chosen;
  }

  /** Like {@link #in}, with the ids of the sources that are meant. */
  Set<String> withSources(Project project) {
    Criteria criteria = new Criteria(project);
    Set<String> chosen = new TreeSet<>(project.nodes().keySet());
    chosen.addAll(project.sources().keySet());
    if (!select.isBlank()) {
      chosen = union(select, "select", project, criteria);
    }
    if (!exclude.isBlank()) {
      chosen.removeAll(union(exclude, "exclude", project, criteria));
    }
    return chosen;
  }

  private static Set<String> union(String text, String option, Project project, Criteria criteria) {
    Set<String> chosen = new TreeSet<>();
    for (String term : text.trim().split("\\s+")) {
      Set<String> common = null;
      for (String criterion : term.split(",")) {
        Set<String> matched = matched(criterion, option, project, criteria);
        if (common == null) {
          common = matched;
        } else {
          common.retainAll(matched);
        }
      }
      chosen.addAll(common);
    }
    return chosen;
  }

  private static Set<String> matched(
      String text, String option, Project project, Criteria criteria) {
    Matcher parts = CRITERION.matcher(text);
    if (!parts.matches() || parts.group(5).isEmpty()) {
      throw wrong(
          option,
          text,
          "it names nothing",
          "Write a name, or a method and a value such as tag:daily.");
    }
    if (parts.group(1) != null && parts.group(6) != null) {
      throw wrong(
          option,
          text,
          "'@' and a '+' behind the name exclude each other",
          "'@' means the '+' already; remove one of them.");
    }
    String method = parts.group(4) == null ? Criteria.usualMethod(parts.group(5)) : parts.group(4);
    if (!criteria.knows(method)) {
      throw wrong(
          option,
          text,
          "method '" + method + "' is unknown",
          Spelling.didYouMean(
              method, Criteria.METHODS, "Known are: " + String.join(", ", Criteria.METHODS) + "."));
    }
    Set<String> direct = criteria.matching(method, parts.group(5));
    if (direct.isEmpty()) {
      List<String> labels =
          new ArrayList<>(project.nodes().values().stream().map(Node::label).toList());
      throw wrong(
          option,
          text,
          "it matches nothing",
          Spelling.didYouMean(parts.group(5), labels, "'models list' shows what there is."));
    }
    return withTests(project, reach(project.graph(), direct, parts));
  }

  private static Set<String> reach(Graph graph, Set<String> direct, Matcher parts) {
    Set<String> all = new LinkedHashSet<>(direct);
    for (String id : direct) {
      if (parts.group(1) != null) {
        graph
            .descendants(id, -1)
            .forEach(
                child -> {
                  all.add(child);
                  all.addAll(graph.ancestors(child, -1));
                });
        all.addAll(graph.ancestors(id, -1));
      }
      if (parts.group(3) != null) {
        all.addAll(graph.ancestors(id, steps(parts.group(2))));
      }
      if (parts.group(6) != null) {
        all.addAll(graph.descendants(id, steps(parts.group(7))));
      }
    }
    return all;
  }

  private static int steps(String digits) {
    return digits.isEmpty() ? -1 : Integer.parseInt(digits);
  }

  /** A test goes along as soon as one of the nodes it reads is meant. */
  private static Set<String> withTests(Project project, Set<String> chosen) {
    Set<String> all = new TreeSet<>(chosen);
    for (String id : chosen) {
      project.graph().children(id).stream()
          .filter(child -> project.node(child).filter(n -> n.kind().isTest()).isPresent())
          .forEach(all::add);
    }
    return all;
  }

  private static ProjectException wrong(String option, String text, String why, String remedy) {
    return new ProjectException(
        Place.file(option), "Cannot select '" + text + "': " + why + ".", remedy);
  }
}
