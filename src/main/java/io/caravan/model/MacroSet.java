package io.caravan.model;

import io.caravan.jinja.MacroDefinition;
import io.caravan.jinja.Template;
import io.caravan.jinja.value.Callable;
import io.caravan.jinja.value.HostObject;
import io.caravan.jinja.value.Undefined;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * All macros of a project by package and name. A macro that is called is bound to the names of the
 * rendering that calls it.
 */
final class MacroSet {
  /** The package of macros that come along with dbt. */
  static final String DBT = "dbt";

  private final String root;
  private final Map<String, Map<String, Template>> packages;
  private final Set<String> replaced;
  private final Set<String> own;

  /**
   * @param own packages whose macros are files of the project; the others come along
   */
  MacroSet(
      String root,
      Map<String, Map<String, Template>> packages,
      Set<String> replaced,
      Set<String> own) {
    this.root = root;
    this.packages = packages;
    this.replaced = Set.copyOf(replaced);
    this.own = Set.copyOf(own);
  }

  static MacroSet of(
      String root,
      Collection<PackageFiles> packages,
      JinjaTemplates templates,
      Complaints complaints) {
    return new MacroReader(templates, complaints).read(root, packages);
  }

  String root() {
    return root;
  }

  Set<String> packages() {
    return packages.keySet();
  }

  /** Whether a macro, by its id, is one of the project's files. */
  boolean isOwn(String id) {
    return own.contains(id.split("\\.")[1]);
  }

  /** A macro by its id: {@code macro.package.name}. */
  Optional<MacroDefinition> definition(String id) {
    String[] parts = id.split("\\.");
    Template template = packages.getOrDefault(parts[1], Map.of()).get(parts[2]);
    return template == null
        ? Optional.empty()
        : template.definitions().stream()
            .filter(definition -> definition.macroName().equals(parts[2]))
            .findFirst();
  }

  Collection<String> names(String packageName) {
    return packages.getOrDefault(packageName, Map.of()).keySet();
  }

  /**
   * True when the project answers for a macro that comes along, so that knowing what it does is no
   * longer knowing.
   */
  boolean isReplaced(String macro) {
    return replaced.contains(macro);
  }

  Calling calling(Names names) {
    return new Calling(names);
  }

  /** The macros as one rendering calls them. */
  final class Calling {
    private final Names names;
    private final Map<Template, Map<String, Callable>> modules = new LinkedHashMap<>();

    private Calling(Names names) {
      this.names = names;
    }

    Optional<Callable> find(String packageName, String macro) {
      Template template = packages.getOrDefault(packageName, Map.of()).get(macro);
      if (template == null) {
        return Optional.empty();
      }
      Map<String, Callable> module = modules.get(template);
      if (module == null) {
        module = template.macros(names);
        modules.put(template, module);
      }
      return Optional.ofNullable(module.get(macro));
    }

    HostObject namespace(String packageName) {
      return new HostObject() {
        @Override
        public Object attribute(String name) {
          return find(packageName, name).map(Object.class::cast).orElse(Undefined.MISSING);
        }

        @Override
        public Collection<String> attributes() {
          return names(packageName);
        }

        @Override
        public String typeName() {
          return "package '" + packageName + "'";
        }
      };
    }
  }
}
