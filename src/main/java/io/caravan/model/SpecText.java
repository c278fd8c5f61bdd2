package io.caravan.model;

import io.caravan.record.Place;
import io.caravan.record.ProjectException;
import io.caravan.record.Spelling;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads selections as the command line writes them: spaces unite, commas intersect.
 *
 * @param place where the text stands
 * @param mustMatch whether a criterion that matches nothing is a mistake
 */
record SpecText(Place place, boolean mustMatch) {
  private static final Pattern CRITERION =
      Pattern.compile("(@)?(?:(\\d*)(\\+))?(?:([\\w.]+):)?(.*?)(?:(\\+)(\\d*))?");

  Spec union(String text) {
    List<Spec> terms = new ArrayList<>();
    for (String term : text.trim().split("\\s+")) {
      List<Spec> common = new ArrayList<>();
      for (String criterion : term.split(",")) {
        common.add(criterion(criterion));
      }
      terms.add(common.size() == 1 ? common.get(0) : new Spec.Intersection(common));
    }
    return terms.size() == 1 ? terms.get(0) : new Spec.Union(terms);
  }

  /**
   * @throws ProjectException when it is not understood
   */
  Spec.Criterion criterion(String text) {
    Matcher parts = CRITERION.matcher(text);
    if (!parts.matches() || parts.group(5).isEmpty()) {
      throw wrong(
          text, "it names nothing", "Write a name, or a method and a value such as tag:daily.");
    }
    if (parts.group(1) != null && parts.group(6) != null) {
      throw wrong(
          text,
          "'@' and a '+' behind the name exclude each other",
          "'@' means the '+' already; remove one of them.");
    }
    String method = parts.group(4) == null ? Criteria.usualMethod(parts.group(5)) : parts.group(4);
    requireMethod(text, method);
    return new Spec.Criterion(
        text,
        place,
        mustMatch && !Criteria.COMPARING.contains(method),
        method,
        parts.group(5),
        parts.group(3) == null ? 0 : steps(parts.group(2)),
        parts.group(6) == null ? 0 : steps(parts.group(7)),
        parts.group(1) != null,
        Optional.empty());
  }

  void requireMethod(String text, String method) {
    if (!Criteria.knows(method)) {
      throw wrong(
          text,
          "method '" + method + "' is unknown",
          Spelling.didYouMean(
              method, Criteria.METHODS, "Known are: " + String.join(", ", Criteria.METHODS) + "."));
    }
  }

  private static int steps(String digits) {
    return digits.isEmpty() ? -1 : Integer.parseInt(digits);
  }

  ProjectException wrong(String text, String why, String remedy) {
    return new ProjectException(place, "Cannot select '" + text + "': " + why + ".", remedy);
  }
}
