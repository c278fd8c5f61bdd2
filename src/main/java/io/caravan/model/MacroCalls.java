package io.caravan.model;

import io.caravan.jinja.MacroDefinition;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which macros a text calls, as far as its words say: also those that only a run would reach, and
 * that reading the project would miss.
 */
record MacroCalls(MacroSet macros) {
  private static final Pattern BLOCK = Pattern.compile("(?s)\\{[{%](.*?)[}%]\\}");
  private static final Pattern CALL =
      Pattern.compile("(?:\\b([A-Za-z_]\\w*)\\s*\\.\\s*)?\\b([A-Za-z_]\\w*)\\s*\\(");
  private static final Pattern DISPATCH =
      Pattern.compile("dispatch\\(\\s*['\"](\\w+)['\"](?:[^)'\"]*['\"](\\w+)['\"])?");

  /** Ids of the macros that a text of the package calls itself, sorted. */
  Set<String> in(String text, String packageName) {
    Set<String> ids = new TreeSet<>();
    Matcher block = BLOCK.matcher(text);
    while (block.find()) {
      String code = block.group(1);
      Matcher call = CALL.matcher(code);
      while (call.find()) {
        find(call.group(1), call.group(2), packageName).ifPresent(ids::add);
      }
      Matcher dispatch = DISPATCH.matcher(code);
      while (dispatch.find()) {
        for (String prefix : List.of("duckdb__", "default__")) {
          find(dispatch.group(2), prefix + dispatch.group(1), packageName).ifPresent(ids::add);
        }
      }
    }
    return ids;
  }

  private Optional<String> find(String named, String macro, String packageName) {
    Set<String> packages = new LinkedHashSet<>();
    if (named != null && macros.packages().contains(named)) {
      packages.add(named);
    }
    packages.addAll(List.of(packageName, macros.root(), MacroSet.DBT));
    return packages.stream()
        .filter(each -> macros.names(each).contains(macro))
        .findFirst()
        .map(each -> "macro." + each + "." + macro);
  }

  /** These, and the macros that they call. */
  Set<String> closure(Set<String> ids) {
    Set<String> all = new TreeSet<>(ids);
    Deque<String> open = new ArrayDeque<>(ids);
    while (!open.isEmpty()) {
      String id = open.remove();
      MacroDefinition definition = macros.definition(id).orElse(null);
      if (definition != null) {
        for (String called : in(definition.source(), id.split("\\.")[1])) {
          if (all.add(called)) {
            open.add(called);
          }
        }
      }
    }
    return all;
  }

  /** Those that a node calls: in its text, in its hooks, and the macro of a generic test. */
  Set<String> of(Node node) {
    StringBuilder text = new StringBuilder(node.isA(NodeKind.SEED) ? "" : node.raw());
    for (String hooks : List.of("pre_hook", "post_hook")) {
      node.config().texts(hooks).forEach(hook -> text.append('\n').append(hook));
    }
    Set<String> ids = in(text.toString(), node.packageName());
    node.test().ifPresent(test -> ids.add("macro." + test.macro()));
    return ids;
  }
}
