package io.caravan.jinja;

import io.caravan.jinja.value.Fault;
import io.caravan.jinja.value.Limits;
import io.caravan.jinja.value.Printing;
import io.caravan.jinja.value.Types;
import io.caravan.jinja.value.Undefined;
import io.caravan.record.Place;
import io.caravan.record.Spelling;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What all templates of one {@link Jinja} share. Immutable, but for the templates the loader has
 * given.
 */
final class Environment {
  private final Jinja jinja;
  private final Syntax syntax;
  private final Undefined.Mode undefined;
  private final boolean autoescape;
  private final Limits limits;
  private final Map<String, Filter> filters;
  private final Map<String, Filter> tests;
  private final Map<String, Object> globals;

  Environment(
      Jinja jinja,
      Syntax syntax,
      Undefined.Mode undefined,
      boolean autoescape,
      Limits limits,
      Map<String, Filter> filters,
      Map<String, Filter> tests,
      Map<String, Object> globals) {
    this.jinja = jinja;
    this.syntax = syntax;
    this.undefined = undefined;
    this.autoescape = autoescape;
    this.limits = limits;
    this.filters = filters;
    this.tests = tests;
    this.globals = globals;
  }

  Syntax syntax() {
    return syntax;
  }

  Undefined.Mode undefined() {
    return undefined;
  }

  boolean autoescape() {
    return autoescape;
  }

  Limits limits() {
    return limits;
  }

  Set<String> filterNames() {
    return filters.keySet();
  }

  Set<String> testNames() {
    return tests.keySet();
  }

  Object global(String name) {
    Object value = globals.get(name);
    return value == null ? Undefined.MISSING : value;
  }

  /** All names that a scope sees. */
  Collection<String> visible(Bindings scope) {
    List<String> all = new ArrayList<>(scope.names());
    all.addAll(globals.keySet());
    return all;
  }

  Filter filter(String name) {
    return named(filters, "filter", name, ".");
  }

  Filter test(String name) {
    return named(tests, "test", name, ".");
  }

  /**
   * A filter that a template names in its text; one that is unknown was let through by the parser
   * since it may not be reached.
   */
  Filter writtenFilter(String name) {
    return named(filters, "filter", name, " found.");
  }

  Filter writtenTest(String name) {
    return named(tests, "test", name, " found.");
  }

  private static Filter named(Map<String, Filter> known, String what, String name, String ending) {
    Filter found = known.get(name);
    if (found == null) {
      throw new Fault(
          Fault.Kind.RUNTIME,
          "No " + what + " named " + Printing.repr(name) + ending,
          suggestion(what, name, known.keySet()));
    }
    return found;
  }

  private static String suggestion(String what, String name, Set<String> known) {
    return Spelling.didYouMean(
        name,
        known,
        "Known " + what + "s: " + String.join(", ", known.stream().sorted().toList()) + ".");
  }

  JinjaException unknown(Place place, String what, String name, Set<String> known) {
    String message = "No " + what + " named " + Printing.repr(name) + ".";
    return JinjaException.of(
        new Fault(Fault.Kind.ASSERTION, message, suggestion(what, name, known)), place);
  }

  /**
   * The template of a name, or the first of several names that is there; {@code null} if that is
   * allowed.
   */
  Template load(Object name, boolean ignoreMissing) {
    if (name instanceof Undefined) {
      throw ((Undefined) name).fault();
    }
    List<?> names = name instanceof List ? (List<?>) name : Collections.singletonList(name);
    for (Object one : names) {
      if (!Types.isText(one)) {
        throw Fault.type("a template name must be a string, not " + Types.name(one));
      }
      Template found = jinja.find(one.toString());
      if (found != null) {
        return found;
      }
    }
    if (ignoreMissing) {
      return null;
    }
    if (name instanceof List) {
      String tried = names.stream().map(Printing::str).collect(Collectors.joining(", "));
      throw new Fault(
          Fault.Kind.NONE_FOUND, "none of the templates given were found: " + tried, "");
    }
    throw new Fault(Fault.Kind.NOT_FOUND, Printing.str(name), "");
  }
}
