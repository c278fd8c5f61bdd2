package io.caravan.quality;

import io.caravan.record.Place;
import io.caravan.record.Problem;
import io.caravan.record.ProjectException;
import io.caravan.record.Spelling;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Reads a suite file in the spelling of Great Expectations 0.x or 1.x, and finds all mistakes in it
 * at once.
 */
final class SuiteReader {
  private static final Set<String> SUITE_KEYS =
      Set.of(
          "name",
          "expectation_suite_name",
          "expectations",
          "meta",
          "id",
          "ge_cloud_id",
          "data_asset_type",
          "suite_parameters",
          "evaluation_parameters",
          "notes");
  private static final Set<String> EXPECTATION_KEYS =
      Set.of(
          "type",
          "expectation_type",
          "kwargs",
          "meta",
          "id",
          "ge_cloud_id",
          "notes",
          "description",
          "severity",
          "rendered_content",
          "expectation_context",
          "windows");
  private static final Set<String> COMMON_KWARGS =
      Set.of(
          "batch_id",
          "result_format",
          "catch_exceptions",
          "include_config",
          "auto",
          "profiler_config",
          "table");
  private static final String REFERENCE = "Supported: docs/expectations.md";

  private final String file;
  private final Map<String, Object> given;
  private final List<Problem> problems = new ArrayList<>();
  private Parameters parameters;

  /**
   * @param given values of what the suite leaves open
   */
  SuiteReader(String file, Map<String, Object> given) {
    this.file = file;
    this.given = given;
  }

  Suite read(String json) {
    PlacedJson root = PlacedJson.read(file, json);
    Map<String, PlacedJson> members = root.object("suite");
    refuseUnknown("suite", members, SUITE_KEYS, Set.of());
    String name = name(root, members);
    Map<String, Object> values = plain(members, "evaluation_parameters");
    values.putAll(plain(members, "suite_parameters"));
    values.putAll(given);
    parameters = new Parameters(values, Clock.systemUTC());
    List<Expectation> expectations = new ArrayList<>();
    PlacedJson list = members.get("expectations");
    if (list == null) {
      problems.add(
          new Problem(
              root.place(),
              "Cannot read suite: 'expectations' is missing.",
              "Add \"expectations\": [...]."));
    } else {
      for (PlacedJson expectation : list.list("expectations")) {
        collecting(() -> expectations.add(expectation(expectation)));
      }
    }
    if (!problems.isEmpty()) {
      throw new ProjectException(problems);
    }
    return new Suite(name, root.place(), expectations, plain(members, "meta"), values);
  }

  private void collecting(Runnable step) {
    try {
      step.run();
    } catch (ProjectException e) {
      problems.addAll(e.problems());
    }
  }

  private String name(PlacedJson root, Map<String, PlacedJson> members) {
    PlacedJson name = members.getOrDefault("name", members.get("expectation_suite_name"));
    if (name == null) {
      problems.add(
          new Problem(
              root.place(),
              "Cannot read suite: it has no name.",
              "Add \"name\", the same as the file's without .json."));
      return "";
    }
    return name.text("name");
  }

  private static Map<String, Object> plain(Map<String, PlacedJson> members, String name) {
    PlacedJson found = members.get(name);
    Map<String, Object> plain = new LinkedHashMap<>();
    if (found != null && !found.isNull()) {
      found.object(name).forEach((key, value) -> plain.put(key, value.plain()));
    }
    return plain;
  }

  private void refuseUnknown(
      String of, Map<String, PlacedJson> members, Set<String> known, Set<String> alsoKnown) {
    Set<String> all = new TreeSet<>(known);
    all.addAll(alsoKnown);
    members.forEach(
        (name, value) -> {
          if (!all.contains(name)) {
            problems.add(
                new Problem(
                    value.key(),
                    "Cannot read %s: '%s' is unknown.".formatted(of, name),
                    Spelling.didYouMean(
                        name, all, "Remove it, or use one of " + String.join(", ", all) + ".")));
          }
        });
  }

  private Expectation expectation(PlacedJson json) {
    Map<String, PlacedJson> members = json.object("expectation");
    refuseUnknown("expectation", members, EXPECTATION_KEYS, Set.of());
    PlacedJson named = members.getOrDefault("type", members.get("expectation_type"));
    if (named == null) {
      throw new ProjectException(
          json.place(),
          "Cannot read expectation: it has no type.",
          "Add \"type\", for example expect_column_values_to_not_be_null.");
    }
    ExpectationType type = type(named);
    PlacedJson kwargs = members.get("kwargs");
    Map<String, PlacedJson> written =
        kwargs == null || kwargs.isNull() ? Map.of() : kwargs.object("kwargs");
    refuseUnknownKwargs(type, written);
    Map<String, PlacedJson> filled = new LinkedHashMap<>();
    written.forEach((name, value) -> filled.put(name, parameters.fill(value)));
    Arguments arguments = new Arguments(type.name(), json.place(), filled);
    Rule[] rule = new Rule[1];
    collecting(() -> rule[0] = type.reader().read(arguments));
    List<Optional<Condition>> domain = new ArrayList<>(List.of(Optional.empty()));
    if (type.filtered()) {
      collecting(
          () ->
              domain.set(
                  0,
                  RowCondition.read(filled.get("row_condition"), filled.get("condition_parser"))));
    }
    Map<String, Object> plain = new LinkedHashMap<>();
    filled.forEach((name, value) -> plain.put(name, value.plain()));
    return new Expectation(
        type.name(),
        java.util.Collections.unmodifiableMap(plain),
        java.util.Collections.unmodifiableMap(plain(members, "meta")),
        Optional.ofNullable(members.getOrDefault("id", members.get("ge_cloud_id")))
            .map(PlacedJson::value)
            .map(Object::toString),
        onFailure(members),
        named.place(),
        domain.get(0),
        rule[0]);
  }

  private static ExpectationType type(PlacedJson named) {
    String name = named.text("type");
    ExpectationType type = ExpectationTypes.ALL.get(name);
    if (type != null) {
      return type;
    }
    String refused = ExpectationTypes.REFUSED.get(name);
    if (refused != null) {
      throw new ProjectException(
          named.place(),
          "Cannot read expectation: '%s' is not supported: %s.".formatted(name, refused),
          "Remove it from the suite.  " + REFERENCE);
    }
    throw new ProjectException(
        named.place(),
        "Cannot read expectation: '%s' is unknown.".formatted(name),
        ExpectationTypes.nearest(name)
                .map(n -> "Did you mean '" + n + "'?")
                .orElse("Use one that is there.")
            + "  "
            + REFERENCE);
  }

  private void refuseUnknownKwargs(ExpectationType type, Map<String, PlacedJson> given) {
    Set<String> known = new TreeSet<>();
    type.kwargs().forEach(k -> known.add(k.name()));
    if (type.filtered()) {
      known.add("row_condition");
      known.add("condition_parser");
    }
    given.forEach(
        (name, value) -> {
          if (!known.contains(name) && !COMMON_KWARGS.contains(name)) {
            problems.add(
                new Problem(
                    value.key(),
                    "Cannot read %s: its argument '%s' is unknown.".formatted(type.name(), name),
                    Spelling.didYouMean(
                        name, known, "It takes " + String.join(", ", known) + ".")));
          }
        });
  }

  /** Ours says it in meta, Great Expectations by severity; ours wins. */
  private Optional<OnFailure> onFailure(Map<String, PlacedJson> members) {
    Optional<OnFailure> severity = severity(members.get("severity"));
    PlacedJson meta = members.get("meta");
    if (meta == null || meta.isNull() || meta.object("meta").get("caravan") == null) {
      return severity;
    }
    Map<String, PlacedJson> ours = meta.object("meta").get("caravan").object("meta.caravan");
    refuseUnknown("meta.caravan", ours, Set.of("on_failure"), Set.of());
    PlacedJson word = ours.get("on_failure");
    return word == null ? severity : Optional.of(onFailure(word));
  }

  /** Great Expectations writes critical where nobody said anything. */
  private Optional<OnFailure> severity(PlacedJson severity) {
    if (severity == null || severity.isNull()) {
      return Optional.empty();
    }
    String word = severity.text("severity");
    if (!Set.of("critical", "warning", "info").contains(word)) {
      unknownWord(severity.place(), "severity", word, List.of("critical", "warning", "info"));
    }
    return word.equals("critical") ? Optional.empty() : Optional.of(OnFailure.WARN);
  }

  private OnFailure onFailure(PlacedJson word) {
    switch (word.text("on_failure")) {
      case "block":
        return OnFailure.BLOCK;
      case "warn":
        return OnFailure.WARN;
      case "quarantine":
        return OnFailure.QUARANTINE;
      default:
        unknownWord(
            word.place(),
            "on_failure",
            word.text("on_failure"),
            List.of("block", "warn", "quarantine"));
        return OnFailure.BLOCK;
    }
  }

  private void unknownWord(Place place, String what, String word, List<String> words) {
    problems.add(
        new Problem(
            place,
            "Cannot read %s: '%s' is unknown.".formatted(what, word),
            Spelling.didYouMean(word, words, "Use one of " + String.join(", ", words) + ".")));
  }
}
