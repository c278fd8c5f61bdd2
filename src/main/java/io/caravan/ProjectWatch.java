package io.caravan;

import io.caravan.record.FileVersion;
import io.caravan.record.Problem;
import io.caravan.record.WatchedFolder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows the models and suites of a project while it runs. What was saved and is right makes the
 * routes that build models run again; what is wrong is told, and the last right version goes on.
 */
final class ProjectWatch implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ProjectWatch.class);
  private static final Duration INTERVAL = Duration.ofMillis(200);
  private static final List<String> MODEL_FOLDERS =
      List.of("models", "macros", "seeds", "snapshots", "tests");

  private final List<WatchedFolder> folders = new ArrayList<>();

  private ProjectWatch() {}

  /**
   * @param again called after a right edit
   */
  static ProjectWatch start(Application application, Runnable again) {
    ProjectWatch watch = new ProjectWatch();
    Path project = application.settings().path(Key.PROJECT);
    if (Files.exists(project.resolve("dbt_project.yml"))) {
      MODEL_FOLDERS.forEach(
          folder ->
              watch.follow(
                  project.resolve(folder), "models", application.models()::problems, again));
    }
    watch.follow(
        application.settings().path(Key.EXPECTATIONS),
        "suites",
        application.suites()::problems,
        again);
    return watch;
  }

  private void follow(Path folder, String what, Supplier<List<Problem>> check, Runnable again) {
    if (!Files.isDirectory(folder)) {
      return;
    }
    SortedMap<String, FileVersion> known = WatchedFolder.read(folder, ProjectWatch::wanted);
    folders.add(
        new WatchedFolder(
                folder,
                ProjectWatch::wanted,
                INTERVAL,
                known,
                saved -> take(folder, what, check.get(), again))
            .start());
  }

  private static boolean take(Path folder, String what, List<Problem> problems, Runnable again) {
    if (problems.isEmpty()) {
      LOG.info("Taken over: {} as saved in {}", what, folder.getFileName());
      again.run();
    } else {
      LOG.error(
          "Not taken over, the {} before go on:\n{}",
          what,
          String.join("\n", problems.stream().map(Problem::toString).toList()));
    }
    return true;
  }

  private static boolean wanted(String file) {
    return file.matches(".*\\.(sql|ya?ml|csv|json|md)");
  }

  @Override
  public void close() {
    folders.forEach(WatchedFolder::close);
  }
}
