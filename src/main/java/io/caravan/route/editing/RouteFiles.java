package io.caravan.route.editing;

import io.caravan.record.DatasetName;
import io.caravan.record.FileVersion;
import io.caravan.record.Problem;
import io.caravan.record.ProjectException;
import io.caravan.record.WatchedFolder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.camel.CamelContext;
import org.apache.camel.model.ModelCamelContext;

/**
 * The folder {@code routes/} with its routes ({@code <layer>/<table>.camel.yaml}) and Kamelets
 * ({@code kamelets/<name>.kamelet.yaml}).
 */
public final class RouteFiles {
  private static final Pattern DATASET_FILE =
      Pattern.compile(
          "(?!kamelets/)([A-Za-z_][A-Za-z0-9_-]*)/([A-Za-z_][A-Za-z0-9_-]*)\\.camel\\.yaml");
  private final Path folder;
  private final Optional<Set<String>> wanted;

  public RouteFiles(Path folder) {
    this(folder.toAbsolutePath().normalize(), Optional.empty());
  }

  private RouteFiles(Path folder, Optional<Set<String>> wanted) {
    this.folder = folder;
    this.wanted = wanted;
  }

  /** Only the files that define one of these routes, and those that define none. */
  public RouteFiles only(Set<String> routes) {
    return new RouteFiles(folder, Optional.of(Set.copyOf(routes)));
  }

  /** The file of each route, relative to the project, by the route's id. */
  public SortedMap<String, String> routes() {
    SortedMap<String, String> found = new TreeMap<>();
    RouteProject.of(read())
        .routes()
        .forEach((name, file) -> file.routes().keySet().forEach(id -> found.put(id, name)));
    return found;
  }

  /**
   * Finds the mistakes of all files, by building the routes in a context that is thrown away.
   *
   * @param context with the beans, properties and components that the routes will meet; it is not
   *     changed
   */
  public List<Problem> check(CamelContext context) {
    return new RouteCheck(context, YamlGrammar.load()).check(RouteProject.of(read()));
  }

  /**
   * Starts the routes, after the same check, and follows the files while they are edited.
   *
   * @param context must be started; the routes begin at once
   * @param options how often to look, and how long an edit waits for batches in flight
   * @throws ProjectException when anything is wrong: no route runs then
   */
  public LiveRoutes run(CamelContext context, Clock clock, Options options) {
    if (!context.isStarted()) {
      throw new IllegalStateException("Cannot start routes: start the context first.");
    }
    LiveRoutes routes =
        new LiveRoutes(
            (ModelCamelContext) context,
            new RouteCheck(context, YamlGrammar.load()),
            clock,
            options.patience());
    routes.start(read());
    if (options.follow()) {
      routes.watch(folder, options.interval(), this);
    }
    return routes;
  }

  /**
   * How files are followed.
   *
   * @param follow whether edits are taken over at all
   * @param interval between two looks at the files; a change must stay the same for one of them
   * @param patience how long an edit waits for batches in flight before it lets the routes go on
   *     and tries again
   */
  public record Options(boolean follow, Duration interval, Duration patience) {
    public static final Options DEFAULT =
        new Options(true, Duration.ofMillis(100), Duration.ofSeconds(30));
  }

  /**
   * The datasets that routes are named after: {@code routes/bronze/users.camel.yaml} writes {@code
   * bronze.users}, whether it has run yet or not.
   */
  public SortedSet<DatasetName> datasets() {
    SortedSet<DatasetName> datasets = new TreeSet<>();
    if (!Files.isDirectory(folder)) {
      return datasets;
    }
    for (String file : WatchedFolder.read(folder, RouteProject::wanted).keySet()) {
      Matcher named = DATASET_FILE.matcher(file);
      if (named.matches()) {
        datasets.add(new DatasetName(named.group(1), named.group(2)));
      }
    }
    return datasets;
  }

  private SortedMap<String, FileVersion> read() {
    SortedMap<String, FileVersion> all =
        inProject(WatchedFolder.read(folder, RouteProject::wanted));
    wanted.ifPresent(
        routes ->
            RouteProject.of(all)
                .routes()
                .forEach(
                    (name, file) -> {
                      Set<String> defined = file.routes().keySet();
                      if (!defined.isEmpty() && Collections.disjoint(defined, routes)) {
                        all.remove(name);
                      }
                    }));
    return all;
  }

  /** Names as people write them: relative to the project, not to the folder. */
  SortedMap<String, FileVersion> inProject(SortedMap<String, FileVersion> files) {
    SortedMap<String, FileVersion> named = new TreeMap<>();
    files.forEach((name, version) -> named.put(folder.getFileName() + "/" + name, version));
    return named;
  }

  SortedMap<String, FileVersion> inFolder(SortedMap<String, FileVersion> files) {
    SortedMap<String, FileVersion> named = new TreeMap<>();
    files.forEach((name, version) -> named.put(name.substring(name.indexOf('/') + 1), version));
    return named;
  }
}
