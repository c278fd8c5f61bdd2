package io.caravan.model;

import io.caravan.record.DatasetName;
import io.caravan.record.Problem;
import io.caravan.record.ProjectException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A dbt project, read and understood: its models, seeds, tests and sources, who reads whom, and the
 * macros they call.
 */
public final class Project {
  private final String name;
  private final ProjectSettings settings;
  private final SortedMap<String, Node> nodes;
  private final SortedMap<String, SourceTable> sources;
  private final Map<String, String> latest;
  private final Graph graph = new Graph();
  private final Compiler compiler;
  private final Beside beside;
  private final MacroSet macros;
  private final List<String> folders;
  private final List<Problem> warnings;
  private final Map<String, Problem> unbuildable;

  Project(
      String name,
      ProjectSettings settings,
      Collection<Node> nodes,
      Collection<SourceTable> sources,
      Map<String, String> latest,
      Scopes scopes,
      Beside beside,
      Complaints complaints) {
    this.name = name;
    this.settings = settings;
    this.nodes = new TreeMap<>();
    this.sources = new TreeMap<>();
    nodes.forEach(node -> this.nodes.put(node.id(), node));
    sources.forEach(source -> this.sources.put(source.id(), source));
    this.latest = Map.copyOf(latest);
    this.sources.keySet().forEach(graph::add);
    this.nodes
        .values()
        .forEach(
            node -> {
              graph.add(node.id());
              node.dependsOn().forEach(parent -> graph.edge(parent, node.id()));
            });
    this.beside = beside;
    this.macros = scopes.macros();
    this.compiler = new Compiler(this, scopes);
    this.folders = scopes.root().allFolders();
    this.warnings = complaints.warnings();
    this.unbuildable = complaints.unbuildable();
  }

  /** What stands beside its nodes. */
  record Beside(
      Map<String, SelectorsFile.Selector> selectors,
      Map<String, Map<String, Object>> exposures,
      List<Group> groups,
      Access access,
      Map<String, Object> docs,
      Map<String, Map<String, Object>> macros) {}

  /**
   * Reads a project.
   *
   * @param folder where {@code dbt_project.yml} is
   * @throws ProjectException with everything that is wrong, each with its place and remedy
   */
  public static Project read(Path folder, ProjectSettings settings) {
    Project read = readable(folder, settings);
    if (!read.unbuildable.isEmpty()) {
      throw new ProjectException(read.unbuildable());
    }
    return read;
  }

  /** As {@link #read}, though it may have nodes that nobody can build here. */
  static Project readable(Path folder, ProjectSettings settings) {
    return new ProjectReader(folder, settings, Clock.systemUTC()).read();
  }

  /** Why nodes cannot be built; empty when all can. */
  List<Problem> unbuildable() {
    return new TreeMap<>(unbuildable).values().stream().toList();
  }

  /**
   * @throws ProjectException when some of these cannot be built
   */
  void refuseUnbuildable(Collection<String> ids) {
    List<Problem> problems =
        new TreeMap<>(unbuildable)
            .entrySet().stream()
                .filter(each -> ids.contains(each.getKey()))
                .map(Map.Entry::getValue)
                .toList();
    if (!problems.isEmpty()) {
      throw new ProjectException(problems);
    }
  }

  public String name() {
    return name;
  }

  /** What is not wrong but likely not meant. */
  public List<Problem> warnings() {
    return warnings;
  }

  /** The datasets its models and seeds are built into, sorted. */
  public List<DatasetName> datasets() {
    return nodes.values().stream()
        .filter(Node::leavesRelation)
        .map(Node::relation)
        .sorted()
        .toList();
  }

  /** The lake tables it reads, sorted. */
  public List<DatasetName> inputs() {
    return sources.values().stream().map(SourceTable::dataset).distinct().sorted().toList();
  }

  /**
   * The columns that a properties file declares for a source table: what a streaming route promises
   * to write there. Empty when no file declares the table.
   *
   * @throws ProjectException when a column says no {@code data_type}
   */
  public Optional<Contract> contract(DatasetName dataset) {
    return sources.values().stream()
        .filter(source -> source.dataset().equals(dataset))
        .filter(source -> !source.patch().columns().isEmpty())
        .findFirst()
        .map(Contract::of);
  }

  /** Names of the nodes a selection means, in the order they are built. */
  public List<String> list(Selection selection) {
    Collection<String> chosen = selection.in(this, Before.NOTHING);
    return graph.order().stream()
        .filter(chosen::contains)
        .map(id -> nodes.get(id).label())
        .toList();
  }

  /** The nodes and sources a selection means, sorted by id. */
  List<Listed> listed(Selection selection, Before before) {
    return selection.withSources(this, before).stream()
        .sorted()
        .map(id -> nodes.containsKey(id) ? Listed.of(nodes.get(id)) : Listed.of(sources.get(id)))
        .toList();
  }

  /** Folders whose files make the project what it is. */
  List<String> folders() {
    return folders;
  }

  /** What a node or source is, for comparing. */
  Marks marks(String id) {
    Node node = nodes.get(id);
    if (node == null) {
      return new Marks(Marks.parts(NodeMaps.of(sources.get(id))), Map.of(), Map.of());
    }
    MacroCalls calls = new MacroCalls(macros);
    Map<String, String> texts = new TreeMap<>();
    Map<String, String> inlined = new TreeMap<>();
    Set<String> called = new TreeSet<>(calls.of(node));
    for (String parent : graph.ancestors(id, -1)) {
      Node read = nodes.get(parent);
      SourceTable source = sources.get(parent);
      if (node.dependsOn().contains(parent) && (source != null || read.leavesRelation())) {
        inlined.put(parent, String.valueOf(source == null ? read.relation() : source.dataset()));
      }
      if (read != null && read.isEphemeral() && isInlined(parent, id)) {
        inlined.put(parent, Marks.digest(read.raw().strip()));
        called.addAll(calls.of(read));
      }
    }
    for (String macro : calls.closure(called)) {
      if (macros.isOwn(macro)) {
        macros
            .definition(macro)
            .ifPresent(found -> texts.put(macro, Marks.digest(found.source().strip())));
      }
    }
    return new Marks(Marks.parts(new ManifestDocument(this, Map.of(), 0).of(node)), texts, inlined);
  }

  /** True when only ephemeral models stand between the two. */
  private boolean isInlined(String ephemeral, String reader) {
    return graph.children(ephemeral).stream()
        .anyMatch(
            child ->
                child.equals(reader)
                    || node(child).filter(Node::isEphemeral).isPresent()
                        && isInlined(child, reader));
  }

  MacroSet macros() {
    return macros;
  }

  Map<String, SelectorsFile.Selector> selectors() {
    return beside.selectors();
  }

  List<Group> groups() {
    return beside.groups();
  }

  Access access() {
    return beside.access();
  }

  /** What is written of a macro, by the manifest's keys. */
  Map<String, Object> macroNotes(String id) {
    return beside.macros().getOrDefault(id, Map.of());
  }

  /** Its {@code docs} blocks, as the manifest has them. */
  Map<String, Object> docs() {
    return beside.docs();
  }

  /** What is written of an exposure. */
  Map<String, Object> exposure(String id) {
    return beside.exposures().get(id);
  }

  ProjectSettings settings() {
    return settings;
  }

  SortedMap<String, Node> nodes() {
    return Collections.unmodifiableSortedMap(nodes);
  }

  SortedMap<String, SourceTable> sources() {
    return Collections.unmodifiableSortedMap(sources);
  }

  Optional<Node> node(String id) {
    return Optional.ofNullable(nodes.get(id));
  }

  Graph graph() {
    return graph;
  }

  Compiler compiler() {
    return compiler;
  }

  /** The model or seed that a node of the package means by a reference. */
  Optional<Node> find(String packageName, Calls.Reference reference) {
    List<String> packages =
        reference.packageName().isEmpty()
            ? List.of(packageName, name, "")
            : List.of(reference.packageName());
    for (String wanted : packages) {
      for (Node node : nodes.values()) {
        boolean here = wanted.isEmpty() || node.packageName().equals(wanted);
        boolean referable = node.kind().isReferable();
        if (here
            && referable
            && node.name().equals(reference.name())
            && isVersion(node, reference.version())) {
          return Optional.of(node);
        }
      }
    }
    return Optional.empty();
  }

  private boolean isVersion(Node node, String version) {
    return version.isEmpty() ? isLatest(node) : node.documentation().version().equals(version);
  }

  /** The version that a plain reference to the node's model means. */
  Optional<Node> latest(Node node) {
    return Optional.ofNullable(latest.get("model." + node.packageName() + "." + node.name()))
        .map(nodes::get);
  }

  boolean isLatest(Node node) {
    return node.id()
        .equals(latest.getOrDefault("model." + node.packageName() + "." + node.name(), node.id()));
  }
}
