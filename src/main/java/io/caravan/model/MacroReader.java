package io.caravan.model;

import io.caravan.jinja.MacroDefinition;
import io.caravan.jinja.Template;
import io.caravan.record.Place;
import io.caravan.record.WorldException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Reads the macros of a project's packages, and those that come along. */
record MacroReader(JinjaTemplates templates, Complaints complaints) {
  private static final Map<String, List<String>> COME_ALONG =
      Map.of(
          MacroSet.DBT,
          List.of("dates", "names", "tests", "types", "values"),
          "dbt_utils",
          List.of("relations", "sql", "tests"));

  MacroSet read(String root, Collection<PackageFiles> files) {
    Map<String, Map<String, Template>> packages = new TreeMap<>();
    Set<String> vendored = new HashSet<>();
    for (PackageFiles each : files) {
      Map<String, Template> macros = new TreeMap<>();
      Map<String, Place> places = new LinkedHashMap<>();
      each.macros().forEach(source -> Safely.run(complaints, () -> add(source, macros, places)));
      packages.put(each.project().name(), macros);
      vendored.add(each.project().name());
    }
    COME_ALONG.forEach(
        (name, stems) -> {
          if (!vendored.contains(name)) {
            packages.put(name, comeAlong(name, stems));
          }
        });
    return new MacroSet(root, packages, replaced(root, packages, vendored), vendored);
  }

  private void add(Folders.Source source, Map<String, Template> macros, Map<String, Place> places) {
    Template template = templates.template(source.file(), source.text());
    for (MacroDefinition macro : template.definitions()) {
      switch (macro.kind()) {
        case MACRO, TEST -> {
          Place before = places.putIfAbsent(macro.macroName(), macro.place());
          if (before != null) {
            complaints.wrong(
                macro.place(),
                "Cannot define macro '"
                    + macro.name()
                    + "': it is already defined in "
                    + before
                    + ".",
                "Rename or remove one of the two.");
          }
          macros.put(macro.macroName(), template);
        }
        case MATERIALIZATION -> {
          // Of a name of its own: a model that asks for it is refused.
          if (NodeParser.MATERIALIZED.contains(macro.name())
              && macro.macroName().matches(".*_(default|duckdb)")) {
            complaints.warn(
                macro.place(),
                "Cannot use the project's materialization '" + macro.name() + "': ours is used.",
                "Give it a name of its own if its models are to be refused.");
          }
        }
        case SNAPSHOT ->
            complaints.wrong(
                macro.place(),
                "Cannot read macros: snapshot '" + macro.name() + "' stands among them.",
                "Move the block to a file in snapshots/.");
        case DOCS -> {}
      }
    }
  }

  private Map<String, Template> comeAlong(String packageName, List<String> stems) {
    Map<String, Template> macros = new TreeMap<>();
    for (String stem : stems) {
      String file = "macros/" + packageName + "/" + stem + ".sql";
      Template template = templates.template(file, resource(file));
      template.definitions().forEach(macro -> macros.put(macro.macroName(), template));
    }
    return macros;
  }

  private static String resource(String file) {
    try (InputStream stream = MacroReader.class.getResourceAsStream(file)) {
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException failed) {
      throw new WorldException(
          "Cannot read " + file + " of this program: " + failed.getMessage(), failed);
    }
  }

  /**
   * Macros that come along and whose name, or whose dispatched part, a project or package defines
   * again.
   */
  private static Set<String> replaced(
      String root, Map<String, Map<String, Template>> packages, Set<String> vendored) {
    Set<String> replaced = new HashSet<>();
    for (String macro : FastCheck.MACROS) {
      String packageName = macro.substring(0, macro.indexOf('.'));
      String name = macro.substring(macro.indexOf('.') + 1);
      Set<String> own = packages.getOrDefault(root, Map.of()).keySet();
      boolean again =
          own.contains("default__" + name)
              || own.contains("duckdb__" + name)
              || own.contains("get_where_subquery");
      if (again || vendored.contains(packageName)) {
        replaced.add(macro);
      }
    }
    return replaced;
  }
}
