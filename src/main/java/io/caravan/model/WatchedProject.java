package io.caravan.model;

import io.caravan.record.DatasetName;
import io.caravan.record.Problem;
import io.caravan.record.ProjectException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A project that is read again when its files have changed; while they are wrong, the version that
 * was right is kept. Thread-safe.
 */
final class WatchedProject {
  private static final Logger LOG = LoggerFactory.getLogger(WatchedProject.class);
  private final Path folder;
  private final ProjectSettings settings;
  private final Set<Problem> told = new HashSet<>();
  private Project project;
  private List<Problem> problems = List.of();
  private String fingerprint = "";

  WatchedProject(Path folder, ProjectSettings settings) {
    this.folder = folder;
    this.settings = settings;
  }

  /**
   * The project as its files are now.
   *
   * @param known tables and views that there are: what undeclared sources may name
   * @throws ProjectException with everything that is wrong in them
   */
  synchronized Project now(Set<DatasetName> known) {
    look(known);
    if (!problems.isEmpty()) {
      throw new ProjectException(problems);
    }
    return project;
  }

  synchronized List<Problem> problems(Set<DatasetName> known) {
    look(known);
    return problems;
  }

  /** The project as its files are now, or as they last were right. */
  synchronized Project lastRight(Set<DatasetName> known) {
    look(known);
    if (project == null) {
      throw new ProjectException(problems);
    }
    return project;
  }

  private void look(Set<DatasetName> known) {
    List<String> looked = project == null ? ProjectFile.usualFolders() : project.folders();
    String now = Fingerprint.of(folder, looked) + new TreeSet<>(known);
    if (now.equals(fingerprint)) {
      return;
    }
    try {
      Project read = Project.readable(folder, settings.withDatasets(known));
      if (project != null && !read.unbuildable().isEmpty()) {
        throw new ProjectException(read.unbuildable());
      }
      project = read;
      problems = read.unbuildable();
      project.warnings().stream().filter(told::add).forEach(warning -> LOG.warn("{}", warning));
    } catch (ProjectException wrong) {
      problems = wrong.problems();
      if (project != null) { // Before the first right version, who asks is told.
        LOG.error(
            "Cannot use the models as they are now; the last right version goes on.\n{}",
            wrong.getMessage());
      }
    }
    // Taken before reading: what changes meanwhile is seen next time. A project with folders of its
    // own is read twice at first.
    fingerprint = project == null || looked.equals(project.folders()) ? now : "";
  }
}
