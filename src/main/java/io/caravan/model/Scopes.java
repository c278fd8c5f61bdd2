package io.caravan.model;

import io.caravan.jinja.value.Arguments;
import io.caravan.jinja.value.Callable;
import io.caravan.jinja.value.Fault;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Makes the names that one rendering sees, for a node of any package. */
final class Scopes {
  private final ProjectSettings settings;
  private final ProjectFile root;
  private final Map<String, ProjectFile> packages;
  private final MacroSet macros;
  private final Templates templates;
  private final Map<String, Object> replaced;

  Scopes(
      ProjectSettings settings,
      ProjectFile root,
      Map<String, ProjectFile> packages,
      MacroSet macros,
      Templates templates) {
    this(settings, root, packages, macros, templates, Map.of());
  }

  private Scopes(
      ProjectSettings settings,
      ProjectFile root,
      Map<String, ProjectFile> packages,
      MacroSet macros,
      Templates templates,
      Map<String, Object> replaced) {
    this.settings = settings;
    this.root = root;
    this.packages = packages;
    this.macros = macros;
    this.templates = templates;
    this.replaced = replaced;
  }

  /** The same, with what a unit test puts in the place of macros, variables and environment. */
  Scopes with(UnitTest.Overrides overrides) {
    return new Scopes(
        settings.withVars(overrides.vars()).withEnvironment(overrides.environment()),
        root,
        packages,
        macros,
        templates,
        overrides.macros());
  }

  Templates templates() {
    return templates;
  }

  MacroSet macros() {
    return macros;
  }

  ProjectFile root() {
    return root;
  }

  Names names(
      String packageName, RunFacts facts, Calls calls, Map<String, Object> model, Object graph) {
    Variables variables = Variables.of(settings, root, packages.getOrDefault(packageName, root));
    Map<String, Object> common = CommonContext.of(settings, variables, facts, root.name());
    Map<String, Object> context = new LinkedHashMap<>(NodeContext.of(common, calls, model, graph));
    Names names = new Names(macros, packageName, context, replaced);
    context.put(
        "var",
        variables
            .renderedBy(
                (name, text) ->
                    templates.render(ProjectFile.FILE + ", variable '" + name + "' ", text, names))
            .var());
    context.put(
        "adapter",
        new Adapter(calls, arguments -> dispatch(arguments, names), NodeContext.relationType()));
    return names;
  }

  /**
   * dbt's dispatch: the first of {@code duckdb__x} and {@code default__x} in the packages that are
   * searched.
   */
  private Callable dispatch(Arguments arguments, Names names) {
    String macro = arguments.text(0, "macro_name");
    Object namespace = arguments.optional(1, "macro_namespace", null);
    Set<String> searched = new LinkedHashSet<>();
    if (namespace == null) {
      searched.addAll(List.of(names.packageName(), root.name(), MacroSet.DBT));
    } else {
      searched.addAll(
          root.dispatch()
              .getOrDefault(
                  String.valueOf(namespace), List.of(root.name(), String.valueOf(namespace))));
    }
    for (String packageName : searched) {
      for (String prefix : List.of("duckdb__", "default__")) {
        Callable found = names.macros().find(packageName, prefix + macro).orElse(null);
        if (found != null) {
          return found;
        }
      }
    }
    throw new Fault(
        Fault.Kind.RUNTIME,
        "no macro '" + macro + "' was found to dispatch to",
        "Define default__" + macro + " in one of: " + String.join(", ", searched) + ".");
  }
}
