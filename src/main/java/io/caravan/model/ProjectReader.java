package io.caravan.model;

import io.caravan.jinja.MacroDefinition;
import io.caravan.record.Place;
import io.caravan.record.ProjectException;
import io.caravan.record.Spelling;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/**
 * Reads a project from its folder: packages, macros, properties, nodes, and last who reads whom.
 */
final class ProjectReader {
  private final Path folder;
  private final ProjectSettings settings;
  private final RunFacts facts;
  private final Complaints complaints = new Complaints();
  private final JinjaTemplates templates = new JinjaTemplates();
  private final Map<String, PackageFiles> packages = new LinkedHashMap<>();
  private final Map<String, String> latest = new LinkedHashMap<>();
  private final Map<String, Map<String, Object>> exposures = new LinkedHashMap<>();
  private final Map<String, Object> docs = new LinkedHashMap<>();
  private ConfigTree tree;
  private Scopes scopes;
  private ProjectFile root;

  ProjectReader(Path folder, ProjectSettings settings, Clock clock) {
    this.folder = folder;
    this.settings = settings;
    this.facts = RunFacts.parsing(clock);
  }

  Project read() {
    readPackages();
    stopIfWrong();
    Map<String, ProjectFile> files = new LinkedHashMap<>();
    packages.forEach((name, each) -> files.put(name, each.project()));
    MacroSet macros = MacroSet.of(root.name(), packages.values(), templates, complaints);
    scopes = new Scopes(settings, root, files, macros, templates);
    stopIfWrong();
    List<Draft> drafts = new ArrayList<>();
    List<SourceTable> sources = new ArrayList<>();
    for (PackageFiles each : packages.values()) {
      List<SourceTable> own = sources(each);
      sources.addAll(own);
      new PackageParser(each, own, this).parse(drafts);
    }
    List<Group> groups =
        packages.values().stream()
            .flatMap(each -> each.properties().stream())
            .flatMap(properties -> properties.groups().stream())
            .toList();
    Access access = new Access(groups, files);
    References references =
        new References(
            drafts, sources, settings.datasets(), latest, root.name(), access, complaints);
    List<Node> nodes = references.resolve();
    Project.Beside beside =
        new Project.Beside(selectors(), exposures, groups, access, docs, macroNotes());
    Project project = project(nodes, references.sources(), beside);
    if (complaints.none()) {
      refuseCycle(project);
      warnOfUnusedConfig(nodes);
    }
    stopIfWrong();
    return project(nodes, references.sources(), beside);
  }

  private Project project(
      List<Node> nodes, Collection<SourceTable> sources, Project.Beside beside) {
    return new Project(root.name(), settings, nodes, sources, latest, scopes, beside, complaints);
  }

  private Map<String, Map<String, Object>> macroNotes() {
    Map<String, Map<String, Object>> notes = new LinkedHashMap<>();
    for (PackageFiles each : packages.values()) {
      for (PropertiesFile properties : each.properties()) {
        PropertiesReader reader = properties.reader();
        for (Yaml.Mapping macro : properties.macros()) {
          Map<String, Object> note = new LinkedHashMap<>();
          note.put("description", reader.text(macro, "description"));
          note.put(
              "arguments",
              Config.listOf(macro.find("arguments").map(reader.rendering()::plain).orElse(null)));
          note.put("patch_path", reader.packageName() + "://" + properties.file());
          notes.put("macro." + reader.packageName() + "." + reader.text(macro, "name"), note);
        }
      }
    }
    return notes;
  }

  private Map<String, SelectorsFile.Selector> selectors() {
    Path file = folder.resolve(SelectorsFile.FILE);
    if (!Files.isRegularFile(file)) {
      return Map.of();
    }
    Map<String, SelectorsFile.Selector> selectors = new LinkedHashMap<>();
    Safely.run(
        complaints,
        () ->
            selectors.putAll(
                SelectorsFile.read(
                    new Folders(folder, "").text(file), tree.rendering(), complaints)));
    return selectors;
  }

  /** What a package's properties say of sources, with what the projects say of them. */
  private List<SourceTable> sources(PackageFiles files) {
    return files.properties().stream()
        .flatMap(properties -> properties.sources().stream())
        .map(
            source ->
                source.with(
                    configured("sources", files.project(), source.fqn())
                        .with(source.config().values())))
        .toList();
  }

  private void readPackages() {
    Path file = folder.resolve(ProjectFile.FILE);
    if (!Files.isRegularFile(file)) {
      throw new ProjectException(
          Place.file(ProjectFile.FILE),
          "Cannot read project: '" + ProjectFile.FILE + "' is missing.",
          "Create it with 'name: my_project', or correct the folder.");
    }
    Rendering rendering = new YamlRendering(templates, settings, facts, Map.of());
    tree = new ConfigTree(rendering);
    Folders folders = new Folders(folder, "");
    root =
        ProjectFile.read(
            new Folders.Source(ProjectFile.FILE, "", folders.text(file)), rendering, complaints);
    Path vendored = folder.resolve("dbt_packages");
    for (Path each : children(vendored)) {
      Path packageFile = each.resolve(ProjectFile.FILE);
      if (Files.isRegularFile(packageFile)) {
        Folders inside = new Folders(each, "dbt_packages/" + each.getFileName() + "/");
        Safely.run(
            complaints,
            () -> {
              ProjectFile project =
                  ProjectFile.read(
                      new Folders.Source(inside.name(packageFile), "", inside.text(packageFile)),
                      rendering,
                      complaints);
              packages.put(project.name(), files(inside, project));
            });
      }
    }
    RequiredPackages.check(folders, packages.keySet(), complaints);
    packages.put(root.name(), files(folders, root));
  }

  private PackageFiles files(Folders inside, ProjectFile project) {
    Map<String, String> blocks =
        DocsBlocks.read(
            inside,
            project.allFolders().stream().filter(f -> !f.equals("dbt_packages")).toList(),
            templates,
            (file, block) ->
                docs.put(
                    DocsBlocks.id(project.name(), block),
                    DocsBlocks.map(project.name(), file, block)),
            complaints);
    return PackageFiles.read(
        inside, project, new YamlRendering(templates, settings, facts, blocks), complaints);
  }

  private static List<Path> children(Path vendored) {
    if (!Files.isDirectory(vendored)) {
      return List.of();
    }
    try (var paths = Files.list(vendored)) {
      return paths.filter(Files::isDirectory).sorted().toList();
    } catch (java.io.IOException failed) {
      throw new io.caravan.record.WorldException(
          "Cannot list " + vendored + ": " + failed.getMessage(), failed);
    }
  }

  private void stopIfWrong() {
    if (!complaints.none()) {
      throw new ProjectException(complaints.problems());
    }
  }

  private void refuseCycle(Project project) {
    project
        .graph()
        .cycle()
        .ifPresent(
            cycle -> {
              List<String> names =
                  cycle.stream().map(id -> project.node(id).map(Node::label).orElse(id)).toList();
              Place place =
                  project.node(cycle.get(0)).map(Node::place).orElse(Place.file(ProjectFile.FILE));
              complaints.wrong(
                  place,
                  "Cannot order models: " + String.join(" -> ", names) + " is a cycle.",
                  "Remove one of the refs, or move the common part to a model of its own.");
            });
  }

  private void warnOfUnusedConfig(Collection<Node> nodes) {
    Map<String, NodeKind> kinds =
        Map.of(
            "models",
            NodeKind.MODEL,
            "seeds",
            NodeKind.SEED,
            "snapshots",
            NodeKind.SNAPSHOT,
            "tests",
            NodeKind.TEST);
    root.configs()
        .forEach(
            (key, configured) -> {
              if (kinds.containsKey(key)) {
                List<List<String>> fqns =
                    nodes.stream().filter(node -> node.isA(kinds.get(key))).map(Node::fqn).toList();
                Collection<String> steps = new TreeSet<>();
                fqns.forEach(steps::addAll);
                for (Yaml unused : ConfigTree.unused(configured, fqns)) {
                  String word = String.valueOf(unused.plain());
                  complaints.warn(
                      unused.place(),
                      "Cannot use configuration of '" + word + "': no " + key + " are below it.",
                      Spelling.didYouMean(word, steps, "Remove it, or add the folder."));
                }
              }
            });
  }

  Config configured(String kind, ProjectFile owner, List<String> fqn) {
    Config config =
        tree.at(owner.configs().getOrDefault(kind, Yaml.Mapping.NONE), fqn, Config.NONE);
    return owner == root
        ? config
        : tree.at(root.configs().getOrDefault(kind, Yaml.Mapping.NONE), fqn, config);
  }

  Names names(String packageName, Recording recording, Map<String, Object> model) {
    return scopes.names(packageName, facts, recording, model, Map.of());
  }

  /** The blocks of a kind that stand in a file. */
  List<MacroDefinition> blocks(Folders.Source source, MacroDefinition.Kind kind) {
    return templates.template(source.file(), source.text()).definitions().stream()
        .filter(block -> block.kind() == kind)
        .toList();
  }

  Complaints complaints() {
    return complaints;
  }

  Templates templates() {
    return templates;
  }

  MacroSet macros() {
    return scopes.macros();
  }

  ProjectSettings settings() {
    return settings;
  }

  /** Writes down what is written of an exposure. */
  void exposure(String id, Map<String, Object> details) {
    exposures.put(id, details);
  }

  /** Writes down which version of a model a plain {@code ref} means. */
  void latest(String modelId, String versionId) {
    latest.put(modelId, versionId);
  }

  Optional<String> latest(String modelId) {
    return Optional.ofNullable(latest.get(modelId));
  }
}
