package io.caravan.model;

import io.caravan.record.DatasetName;
import io.caravan.record.Place;
import io.caravan.record.Spelling;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Follows every {@code ref} and {@code source} to what it means; complains of what is missing,
 * twice there, or switched off.
 */
final class References {
  private final List<Draft> drafts;
  private final Map<String, SourceTable> sources = new LinkedHashMap<>();
  private final Set<DatasetName> outside;
  private final Map<String, String> latest;
  private final String root;
  private final Access access;
  private final Complaints complaints;
  private final Map<String, Draft> referable = new LinkedHashMap<>();

  References(
      List<Draft> drafts,
      List<SourceTable> declared,
      Set<DatasetName> outside,
      Map<String, String> latest,
      String root,
      Access access,
      Complaints complaints) {
    this.drafts = drafts;
    this.outside = outside;
    this.latest = latest;
    this.root = root;
    this.access = access;
    this.complaints = complaints;
    for (SourceTable source : declared) {
      if (!source.enabled()) {
        continue;
      }
      SourceTable before = sources.putIfAbsent(source.id(), source);
      if (before != null) {
        complaints.wrong(
            source.place(),
            "Cannot read sources: '"
                + source.id()
                + "' is already declared in "
                + before.place()
                + ".",
            "Keep one of the two.");
      }
    }
  }

  List<Node> resolve() {
    Map<DatasetName, Draft> built = new LinkedHashMap<>();
    Map<String, Draft> byId = new LinkedHashMap<>();
    for (Draft draft : drafts) {
      Draft same = byId.putIfAbsent(draft.id(), draft);
      if (same != null) {
        complaints.wrong(
            draft.place(),
            "Cannot read "
                + draft.kind().word()
                + ": '"
                + draft.name()
                + "' is already defined in "
                + same.place()
                + ".",
            "Rename or remove one of the two.");
      }
      if (draft.kind().isReferable()) {
        referable.put(draft.id(), draft);
        if (draft.enabled()) {
          access.check(draft, complaints);
        }
        refuseSameDataset(built, draft);
      }
    }
    Map<String, Set<String>> reads = new LinkedHashMap<>();
    List<Draft> active = byId.values().stream().filter(this::active).toList();
    active.forEach(draft -> reads.put(draft.id(), dependencies(draft)));
    active.forEach(draft -> builtSources(draft, built, reads));
    return active.stream()
        .map(draft -> draft.resolved(new ArrayList<>(reads.get(draft.id()))))
        .toList();
  }

  /** Declared sources and, after {@link #resolve()}, the undeclared ones that are used. */
  Collection<SourceTable> sources() {
    return sources.values();
  }

  private boolean active(Draft draft) {
    if (!draft.enabled()) {
      return false;
    }
    // A test goes with what it stands at.
    Draft tested = draft.test().map(test -> referable.get(test.attachedTo())).orElse(null);
    return tested == null || tested.enabled();
  }

  private void refuseSameDataset(Map<DatasetName, Draft> built, Draft draft) {
    boolean builds = draft.enabled() && !draft.config().materialized().equals("ephemeral");
    Draft before = builds ? built.putIfAbsent(draft.relation(), draft) : null;
    if (before != null) {
      complaints.wrong(
          draft.place(),
          "Cannot build '" + draft.relation() + "': " + before.file() + " builds it too.",
          "Give one of the two another alias or schema in its config.");
    }
  }

  /**
   * A source may be what the project itself builds, a seed above all: then it is built first. Not
   * where the reader is behind that already, for dbt would let it read what was there before.
   */
  private void builtSources(
      Draft draft, Map<DatasetName, Draft> built, Map<String, Set<String>> reads) {
    for (String id : List.copyOf(reads.get(draft.id()))) {
      Draft builder = sources.containsKey(id) ? built.get(sources.get(id).dataset()) : null;
      if (builder != null && !leads(draft.id(), builder.id(), reads)) {
        reads.get(draft.id()).add(builder.id());
      }
    }
  }

  private static boolean leads(String from, String to, Map<String, Set<String>> reads) {
    Set<String> seen = new TreeSet<>();
    Deque<String> open = new ArrayDeque<>(List.of(to));
    while (!open.isEmpty()) {
      String at = open.remove();
      if (at.equals(from)) {
        return true;
      }
      if (seen.add(at)) {
        open.addAll(reads.getOrDefault(at, Set.of()));
      }
    }
    return false;
  }

  private Set<String> dependencies(Draft draft) {
    Set<String> ids = new TreeSet<>();
    draft
        .recording()
        .refs()
        .forEach((reference, place) -> follow(draft, reference, place).ifPresent(ids::add));
    draft
        .recording()
        .sources()
        .forEach(
            (names, place) -> source(draft, names.get(0), names.get(1), place).ifPresent(ids::add));
    draft.unit().ifPresent(unit -> inputs(draft, unit));
    return ids;
  }

  /** What a unit test stands in for must be there, but the test does not read it. */
  private void inputs(Draft draft, UnitTest unit) {
    for (UnitTest.Given given : unit.given()) {
      given.ref().ifPresent(reference -> follow(draft, reference, given.place()));
      if (!given.source().isEmpty()) {
        source(draft, given.source().get(0), given.source().get(1), given.place());
      }
    }
  }

  private Optional<String> follow(Draft from, Calls.Reference reference, Place place) {
    Optional<Draft> found = find(referable.values(), latest, from.packageName(), root, reference);
    if (found.isEmpty()) {
      Collection<String> names =
          new TreeSet<>(referable.values().stream().map(Draft::name).toList());
      complaints.wrong(
          place,
          "Cannot follow ref: model '" + reference + "' does not exist.",
          Spelling.didYouMean(
              reference.name(),
              names,
              "Add models/" + reference.name() + ".sql, or read a lake table with source()."));
    } else if (!found.get().enabled()) {
      complaints.wrong(
          place,
          "Cannot follow ref: model '" + reference + "' is switched off.",
          "Remove 'enabled: false' from " + found.get().file() + ", or this ref.");
      return Optional.empty();
    } else if (from.kind() != NodeKind.UNIT_TEST) {
      access
          .refusal(group(from), from.packageName(), found.get())
          .ifPresent(why -> access.refuse(place, reference.name(), why, complaints));
    }
    return found.map(Draft::id);
  }

  /** A test belongs to the group of what it stands at. */
  private String group(Draft from) {
    return from.test()
        .map(test -> referable.get(test.attachedTo()))
        .orElse(from)
        .config()
        .text("group", "");
  }

  /** dbt's search: the package that is named, or the node's own, the project's, and then any. */
  static Optional<Draft> find(
      Collection<Draft> all,
      Map<String, String> latest,
      String packageName,
      String root,
      Calls.Reference reference) {
    List<String> packages =
        reference.packageName().isEmpty()
            ? List.of(packageName, root, "")
            : List.of(reference.packageName());
    for (String wanted : packages) {
      for (Draft draft : all) {
        boolean here = wanted.isEmpty() || draft.packageName().equals(wanted);
        if (here
            && draft.name().equals(reference.name())
            && isVersion(draft, latest, reference.version())) {
          return Optional.of(draft);
        }
      }
    }
    return Optional.empty();
  }

  private static boolean isVersion(Draft draft, Map<String, String> latest, String version) {
    String own = draft.documentation().version();
    if (!version.isEmpty()) {
      return own.equals(version);
    }
    return own.isEmpty()
        || draft.id().equals(latest.get("model." + draft.packageName() + "." + draft.name()));
  }

  private Optional<String> source(Draft from, String source, String table, Place place) {
    for (String packageName : List.of(from.packageName(), root)) {
      String id = "source." + packageName + "." + source + "." + table;
      if (sources.containsKey(id)) {
        return Optional.of(id);
      }
    }
    Optional<DatasetName> dataset =
        outside.stream().filter(known -> known.toString().equals(source + "." + table)).findFirst();
    if (dataset.isPresent()) {
      SourceTable undeclared = SourceTable.undeclared(root, dataset.get(), place);
      sources.put(undeclared.id(), undeclared);
      return Optional.of(undeclared.id());
    }
    Collection<String> names =
        new TreeSet<>(
            sources.values().stream().map(s -> s.source() + "." + s.patch().name()).toList());
    outside.forEach(known -> names.add(known.toString()));
    complaints.wrong(
        place,
        "Cannot follow source: '"
            + source
            + "."
            + table
            + "' is neither declared nor a table that exists or that a route writes.",
        Spelling.didYouMean(
            source + "." + table,
            names,
            "Declare it under 'sources:', or add the route that writes it."));
    return Optional.empty();
  }
}
