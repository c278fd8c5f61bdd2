package io.caravan.model;

import io.caravan.record.Place;
import io.caravan.record.ProjectException;
import io.caravan.record.Spelling;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Which nodes are meant, in dbt's words: {@code silver.users+ tag:daily,path:models/gold}. Spaces
 * unite, commas intersect.
 *
 * @param select what is meant; empty for the default selector, or everything
 * @param exclude what is left out of it
 * @param selector a selection of {@code selectors.yml}, which is meant instead; empty for none
 * @param indirect which tests go along: {@code eager}, {@code cautious}, {@code buildable}, {@code
 *     empty}
 */
public record Selection(String select, String exclude, String selector, String indirect) {
  public static final Selection ALL = new Selection("", "");

  public Selection(String select, String exclude) {
    this(select, exclude, "", "eager");
  }

  public static Selection of(String select) {
    return new Selection(select, "");
  }

  /**
   * The ids of the nodes that are meant, tests that go along included.
   *
   * @throws ProjectException when a criterion is not understood or matches nothing
   */
  Set<String> in(Project project, Before before) {
    Set<String> chosen = withSources(project, before);
    chosen.retainAll(project.nodes().keySet());
    return chosen;
  }

  /** Like {@link #in}, with the ids of the sources that are meant. */
  Set<String> withSources(Project project, Before before) {
    Spec.Indirect along =
        Spec.Indirect.of(indirect)
            .orElseThrow(
                () ->
                    new ProjectException(
                        Place.file("command line"),
                        "Cannot let tests go along '" + indirect + "': it is unknown.",
                        "Write --indirect-selection eager, cautious, buildable or empty."));
    return new TreeSet<>(
        new Chosen(project, new Criteria(project, before), along).of(spec(project)));
  }

  private Spec spec(Project project) {
    Map<String, SelectorsFile.Selector> selectors = project.selectors();
    if (!selector.isBlank()) {
      return SelectorsFile.find(selectors, selector)
          .orElseThrow(
              () ->
                  new ProjectException(
                      Place.file("selector"),
                      "Cannot select by '" + selector + "': selectors.yml has no such selector.",
                      Spelling.didYouMean(
                          selector, selectors.keySet(), "Define it in selectors.yml.")))
          .spec();
    }
    if (select.isBlank() && exclude.isBlank()) {
      return selectors.values().stream()
          .filter(SelectorsFile.Selector::usual)
          .findFirst()
          .map(SelectorsFile.Selector::spec)
          .orElse(new Spec.All());
    }
    Spec meant =
        select.isBlank() ? new Spec.All() : new SpecText(Place.file("select"), true).union(select);
    return exclude.isBlank()
        ? meant
        : new Spec.Difference(meant, new SpecText(Place.file("exclude"), true).union(exclude));
  }
}
