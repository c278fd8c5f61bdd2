package io.caravan.route.editing;

import io.caravan.record.FileVersion;
import io.caravan.record.Problem;
import io.caravan.record.WatchedFolder;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.camel.CamelContext;

/** The folder {@code routes/} with its routes ({@code <layer>/<table>.camel.yaml}) and Kamelets ({@code kamelets/<name>.kamelet.yaml}). */
public final class RouteFiles {
  private final Path folder;

  public RouteFiles(Path folder) {
    this.folder = folder.toAbsolutePath().normalize();
  }

  /**
   * Finds the mistakes of all files, by building the routes in a context that is thrown away.
   *
   * @param context with the beans, properties and components that the routes will meet; it is not changed
   */
  public List<Problem> check(CamelContext context) {
    return new RouteCheck(context, YamlGrammar.load()).check(RouteProject.of(read()));
  }

  private SortedMap<String, FileVersion> read() {
    return inProject(WatchedFolder.read(folder, RouteProject::wanted));
  }

  /** Names as people write them: relative to the project, not to the folder. */
  private SortedMap<String, FileVersion> inProject(SortedMap<String, FileVersion> files) {
    SortedMap<String, FileVersion> named = new TreeMap<>();
    files.forEach((name, version) -> named.put(folder.getFileName() + "/" + name, version));
    return named;
  }
}
