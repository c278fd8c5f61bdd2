package io.caravan.model;

import java.util.ArrayList;
import java.util.List;

/**
 * One package of a project, read but not yet understood: its settings, its texts and its
 * properties.
 */
record PackageFiles(
    ProjectFile project,
    List<Folders.Source> macros,
    List<Folders.Source> models,
    List<Folders.Source> seeds,
    List<Folders.Source> snapshots,
    List<Folders.Source> tests,
    List<Folders.Source> fixtures,
    List<Folders.Source> analyses,
    List<PropertiesFile> properties) {

  static final String PYTHON = ".py";

  static PackageFiles read(
      Folders folders, ProjectFile project, Rendering rendering, Complaints complaints) {
    List<String> models = project.folders().get("model-paths");
    List<String> seeds = project.folders().get("seed-paths");
    List<String> tests = project.folders().get("test-paths");
    List<String> macros = project.folders().get("macro-paths");
    List<PropertiesFile> properties = new ArrayList<>();
    List<String> described = new ArrayList<>();
    List<String> snapshots = project.folders().get("snapshot-paths");
    for (List<String> each : List.of(models, seeds, snapshots, tests, macros)) {
      each.stream().filter(folder -> !described.contains(folder)).forEach(described::add);
    }
    for (Folders.Source source : folders.below(described, ".yml", ".yaml")) {
      Safely.run(
          complaints,
          () -> properties.add(PropertiesFile.read(source, project.name(), rendering, complaints)));
    }
    List<Folders.Source> macroTexts = new ArrayList<>(folders.below(macros, ".sql"));
    folders.below(tests, ".sql").stream().filter(PackageFiles::isGeneric).forEach(macroTexts::add);
    return new PackageFiles(
        project,
        macroTexts,
        models(folders, models),
        folders.below(seeds, ".csv"),
        folders.below(snapshots, ".sql"),
        folders.below(tests, ".sql").stream()
            .filter(source -> !isGeneric(source) && !isFixture(source))
            .toList(),
        folders.below(tests, ".csv", ".sql").stream().filter(PackageFiles::isFixture).toList(),
        folders.below(project.folders().get("analysis-paths"), ".sql"),
        properties);
  }

  /** What a Python model says is not read: nobody can build it here. */
  private static List<Folders.Source> models(Folders folders, List<String> paths) {
    List<Folders.Source> models = new ArrayList<>(folders.below(paths, ".sql"));
    folders.below(paths, PYTHON).stream()
        .map(source -> new Folders.Source(source.file(), source.folder(), ""))
        .forEach(models::add);
    return models;
  }

  private static boolean isFixture(Folders.Source source) {
    return source.below().contains("fixtures");
  }

  private static boolean isGeneric(Folders.Source source) {
    return source.below().contains("generic");
  }
}
