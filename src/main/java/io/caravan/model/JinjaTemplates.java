package io.caravan.model;

import io.caravan.jinja.Bindings;
import io.caravan.jinja.Jinja;
import io.caravan.jinja.JinjaException;
import io.caravan.jinja.Syntax;
import io.caravan.jinja.Template;
import io.caravan.jinja.value.Arguments;
import io.caravan.jinja.value.Callable;
import io.caravan.jinja.value.Fault;
import io.caravan.record.Place;
import io.caravan.record.ProjectException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Templates as dbt writes them. Thread-safe. */
final class JinjaTemplates implements Templates {
  private static final Pattern ONE_EXPRESSION =
      Pattern.compile("(?s)\\s*\\{\\{-?((?:(?!\\{\\{|\\}\\}|\\{%).)*)-?\\}\\}\\s*");
  private static final String VALUE = "caravan_value";

  private final Jinja jinja = Jinja.dbt().build();
  private final Map<String, Template> parsed = new ConcurrentHashMap<>();

  /** The parsed text; a text is parsed once, however often it is rendered. */
  Template template(String file, String text) {
    return parsed.computeIfAbsent(file + "\0" + text, key -> jinja.parse(file, text));
  }

  @Override
  public String render(String file, String text, Bindings names) {
    return template(file, text).render(names);
  }

  @Override
  public Object value(Place place, String text, Bindings names) {
    try {
      Matcher one = ONE_EXPRESSION.matcher(text);
      if (!one.matches()) {
        return template(place.file(), text).render(names);
      }
      // Printing would make text of it: a macro can hand out the value itself.
      String macro = "{% macro " + VALUE + "() %}{{ return(" + one.group(1) + ") }}{% endmacro %}";
      return template(place.file(), macro).macros(names).get(VALUE).call(Arguments.of());
    } catch (JinjaException wrong) {
      String remedy =
          wrong
              .problem()
              .remedy()
              .lines()
              .filter(line -> !line.contains(VALUE))
              .collect(Collectors.joining("\n"));
      throw new ProjectException(place, wrong.problem().what(), remedy);
    }
  }

  @Override
  public Object call(Place place, Callable macro, Arguments arguments) {
    try {
      return macro.call(arguments);
    } catch (Fault wrong) {
      String remedy = wrong.remedy().isEmpty() ? "Check the arguments here." : wrong.remedy();
      // The interpreter knows macros by the name that hides them from each other.
      String what = wrong.getMessage().replace(Syntax.DBT.macroPrefix(), "");
      throw new ProjectException(place, "Cannot render template: " + what + ".", remedy);
    }
  }
}
