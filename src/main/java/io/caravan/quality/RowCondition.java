package io.caravan.quality;

import io.caravan.quality.Condition.Compare;
import io.caravan.quality.Condition.In;
import io.caravan.quality.Condition.Operator;
import io.caravan.record.Place;
import io.caravan.record.ProjectException;
import io.caravan.record.Spelling;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Reads {@code row_condition}, as text of any of the parsers of Great Expectations or as an object,
 * into a condition; never into SQL text.
 */
final class RowCondition {
  private static final Set<String> PARSERS =
      Set.of("great_expectations", "great_expectations__experimental__", "pandas", "spark");
  private static final Map<String, Operator> OPERATORS =
      Map.of(
          "==", Operator.EQUAL,
          "!=", Operator.NOT_EQUAL,
          "<", Operator.LESS,
          "<=", Operator.LESS_OR_EQUAL,
          ">", Operator.GREATER,
          ">=", Operator.GREATER_OR_EQUAL);

  private RowCondition() {}

  static Optional<Condition> read(PlacedJson condition, PlacedJson parser) {
    if (parser != null && !parser.isNull() && !PARSERS.contains(parser.text("condition_parser"))) {
      String word = parser.text("condition_parser");
      throw new ProjectException(
          parser.place(),
          "Cannot read condition_parser: '" + word + "' is unknown.",
          Spelling.didYouMean(word, PARSERS, "Use great_expectations."));
    }
    if (condition == null || condition.isNull()) {
      return Optional.empty();
    }
    return Optional.of(
        condition.value() instanceof String text
            ? parsed(condition.place(), text)
            : object(condition));
  }

  private static Condition parsed(Place place, String text) {
    try {
      return new ConditionParser(text).read();
    } catch (IllegalArgumentException e) {
      throw new ProjectException(
          place,
          "Cannot read row_condition '%s': %s.".formatted(text, e.getMessage()),
          "Write for example col(\"status\") == \"active\", or age > 18 and status in ['active', 'pending'].");
    }
  }

  private static Condition object(PlacedJson json) {
    Map<String, PlacedJson> members = json.object("row_condition");
    String type = member(json, members, "type").text("type");
    switch (type) {
      case "and":
        return Condition.all(each(json, members));
      case "or":
        return Condition.any(each(json, members));
      case "pass_through":
        PlacedJson filter = member(json, members, "pass_through_filter");
        return parsed(filter.place(), filter.text("pass_through_filter"));
      case "nullity":
        Condition isNull = Condition.isNull(column(json, members));
        return member(json, members, "is_null").flag("is_null") ? isNull : Condition.not(isNull);
      case "comparison":
        return comparison(json, members);
      default:
        List<String> types = List.of("comparison", "nullity", "and", "or", "pass_through");
        throw new ProjectException(
            json.place(),
            "Cannot read row_condition: its type '" + type + "' is unknown.",
            Spelling.didYouMean(type, types, "Use one of " + String.join(", ", types) + "."));
    }
  }

  private static List<Condition> each(PlacedJson json, Map<String, PlacedJson> members) {
    return member(json, members, "conditions").list("conditions").stream()
        .map(RowCondition::object)
        .toList();
  }

  private static Condition comparison(PlacedJson json, Map<String, PlacedJson> members) {
    String column = column(json, members);
    String operator = member(json, members, "operator").text("operator");
    PlacedJson parameter = member(json, members, "parameter");
    if (operator.equals("IN") || operator.equals("NOT_IN")) {
      Condition in =
          new In(column, parameter.list("parameter").stream().map(PlacedJson::value).toList());
      return operator.equals("IN") ? in : Condition.not(in);
    }
    Operator known = OPERATORS.get(operator);
    if (known == null || parameter.value() instanceof List || parameter.value() instanceof Map) {
      throw new ProjectException(
          json.place(),
          "Cannot read row_condition: '%s' with this parameter is unknown.".formatted(operator),
          "Use == != < <= > >= with a value, IN or NOT_IN with a list.");
    }
    return new Compare(column, known, parameter.value());
  }

  private static String column(PlacedJson json, Map<String, PlacedJson> members) {
    PlacedJson column = member(json, members, "column");
    return column.value() instanceof String name
        ? name
        : member(column, column.object("column"), "name").text("name");
  }

  private static PlacedJson member(PlacedJson json, Map<String, PlacedJson> members, String name) {
    PlacedJson member = members.get(name);
    if (member == null || member.isNull()) {
      throw new ProjectException(
          json.place(),
          "Cannot read row_condition: '" + name + "' is missing.",
          "Add \"" + name + "\" to it.");
    }
    return member;
  }
}
