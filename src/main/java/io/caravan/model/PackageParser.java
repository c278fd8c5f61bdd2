package io.caravan.model;

import io.caravan.jinja.MacroDefinition;
import io.caravan.record.Place;
import io.caravan.record.Spelling;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Brings the files of one package together with what its properties say, and makes drafts of all
 * its nodes.
 */
final class PackageParser {
  private final PackageFiles files;
  private final List<SourceTable> sources;
  private final ProjectReader project;
  private final NodeParser parser;
  private final GenericTests tests;

  PackageParser(PackageFiles files, List<SourceTable> sources, ProjectReader project) {
    this.files = files;
    this.sources = sources;
    this.project = project;
    this.parser = new NodeParser(files, project);
    this.tests = new GenericTests(files, project, parser);
  }

  void parse(List<Draft> drafts) {
    Map<String, Patch> models = patches("models");
    Map<String, Patch> seeds = patches("seeds");
    Map<String, Patch> singular = patches("data_tests");
    moveMisplaced(models, files.models(), seeds, files.seeds());
    moveMisplaced(seeds, files.seeds(), models, files.models());
    snapshots(drafts);
    Map<String, Folders.Source> byStem = new LinkedHashMap<>();
    for (Folders.Source source : files.models()) {
      Folders.Source before = byStem.putIfAbsent(source.stem(), source);
      if (before == null) {
        safely(() -> models(source, models, drafts));
      } else {
        project
            .complaints()
            .wrong(
                Place.file(source.file()),
                "Cannot read model: '"
                    + source.stem()
                    + "' is also the name of "
                    + before.file()
                    + ".",
                "Rename one of the files: ref('"
                    + source.stem()
                    + "') must mean one model. Its table keeps its name with alias='"
                    + source.stem()
                    + "'.");
      }
    }
    files
        .seeds()
        .forEach(
            source ->
                safely(
                    () -> {
                      Draft seed = parser.seed(source, seeds.get(source.stem()));
                      drafts.add(seed);
                      testsOf(seeds.get(source.stem()), seed, drafts);
                    }));
    files
        .tests()
        .forEach(
            source ->
                safely(() -> drafts.add(parser.singularTest(source, singular.get(source.stem())))));
    files.analyses().forEach(source -> safely(() -> drafts.add(parser.analysis(source))));
    for (SourceTable source : sources) {
      if (source.enabled()) {
        String name = source.source() + "_" + source.patch().name();
        drafts.addAll(
            tests.at(
                source.patch(),
                source.id(),
                name,
                "source('" + source.source() + "', '" + source.patch().name() + "')"));
      }
    }
    ExposureReader exposures = new ExposureReader(project, files);
    for (PropertiesFile properties : files.properties()) {
      for (Yaml.Mapping item : properties.exposures()) {
        safely(
            () -> {
              ExposureReader.Exposure exposure =
                  exposures.read(item, properties, properties.reader());
              project.exposure(exposure.draft().id(), exposure.details());
              drafts.add(exposure.draft());
            });
      }
    }
    UnitTestReader units = new UnitTestReader(files, project, List.copyOf(drafts));
    for (PropertiesFile properties : files.properties()) {
      properties.unitTests().forEach(entry -> safely(() -> drafts.addAll(units.read(entry))));
    }
    missing(models, new TreeSet<>(byStem.keySet()), "models");
    missing(
        seeds, new TreeSet<>(files.seeds().stream().map(Folders.Source::stem).toList()), "seeds");
  }

  /** A seed described under models, or the other way, is what it is: dbt finds it by its name. */
  private static void moveMisplaced(
      Map<String, Patch> from,
      List<Folders.Source> there,
      Map<String, Patch> to,
      List<Folders.Source> others) {
    for (String name : List.copyOf(from.keySet())) {
      boolean misplaced =
          there.stream().noneMatch(source -> source.stem().equals(name))
              && others.stream().anyMatch(source -> source.stem().equals(name));
      if (misplaced && !to.containsKey(name) && from.get(name).versions().isEmpty()) {
        to.put(name, from.remove(name));
      }
    }
  }

  private void models(Folders.Source source, Map<String, Patch> patches, List<Draft> drafts) {
    for (Patch patch : patches.values()) {
      for (Patch.Version version : patch.versions()) {
        String file =
            version.definedIn().isEmpty()
                ? patch.name() + "_v" + version.version()
                : version.definedIn();
        boolean plain =
            version.definedIn().isEmpty()
                && source.stem().equals(patch.name())
                && version.version().equals(patch.latest());
        if (file.equals(source.stem()) || plain) {
          Patch said = patch.in(version);
          parser
              .model(source, said, version.version())
              .ifPresent(draft -> add(draft, said, drafts));
          settleLatest(patch);
          return;
        }
      }
    }
    Patch patch = patches.get(source.stem());
    parser.model(source, patch, "").ifPresent(draft -> add(draft, patch, drafts));
  }

  private void snapshots(List<Draft> drafts) {
    Map<String, Patch> patches = patches("snapshots");
    SnapshotParser snapshots = new SnapshotParser(files, project, parser);
    Set<String> known = new TreeSet<>();
    for (Folders.Source source : files.snapshots()) {
      safely(
          () -> {
            for (MacroDefinition block : project.blocks(source, MacroDefinition.Kind.SNAPSHOT)) {
              known.add(block.name());
              add(
                  snapshots.block(source, block, patches.get(block.name())),
                  patches.get(block.name()),
                  drafts);
            }
          });
    }
    for (Patch patch : patches.values()) {
      if (!patch.relation().isEmpty()) {
        known.add(patch.name());
        safely(() -> add(snapshots.described(patch), patch, drafts));
      }
    }
    missing(patches, known, "snapshots");
  }

  private void add(Draft draft, Patch patch, List<Draft> drafts) {
    drafts.add(draft);
    testsOf(patch, draft, drafts);
  }

  private void testsOf(Patch patch, Draft draft, List<Draft> drafts) {
    if (patch != null && draft.enabled()) {
      String version = draft.documentation().version();
      String reference =
          "ref('"
              + draft.packageName()
              + "', '"
              + draft.name()
              + "'"
              + (version.isEmpty() ? "" : ", v='" + version + "'")
              + ")";
      drafts.addAll(
          tests.at(
              patch,
              draft.id(),
              draft.name() + (version.isEmpty() ? "" : "_v" + version),
              reference));
    }
  }

  private void settleLatest(Patch patch) {
    String id = "model." + files.project().name() + "." + patch.name();
    project.latest(id, id + ".v" + patch.latest());
  }

  private Map<String, Patch> patches(String kind) {
    Map<String, Patch> byName = new LinkedHashMap<>();
    for (PropertiesFile properties : files.properties()) {
      for (Patch patch : properties.patches().getOrDefault(kind, List.of())) {
        Patch before = byName.putIfAbsent(patch.name(), patch);
        if (before != null) {
          project
              .complaints()
              .wrong(
                  patch.place(),
                  "Cannot read "
                      + kind
                      + ": '"
                      + patch.name()
                      + "' is already described in "
                      + before.place()
                      + ".",
                  "Keep one of the two.");
        }
      }
    }
    return byName;
  }

  /** Tests at what is not there do not run: a warning, as in dbt. */
  private void missing(Map<String, Patch> patches, Collection<String> known, String kind) {
    for (Patch patch : patches.values()) {
      boolean there = known.contains(patch.name()) || !patch.versions().isEmpty();
      if (there) {
        continue;
      }
      String what =
          "Cannot describe '" + patch.name() + "': there is no such file in " + kind + ".";
      project
          .complaints()
          .warn(
              patch.place(),
              what,
              Spelling.didYouMean(
                  patch.name(),
                  known,
                  "Add " + kind + "/" + patch.name() + ", or remove this entry."));
    }
  }

  private void safely(Runnable step) {
    Safely.run(project.complaints(), step);
  }
}
