package io.caravan.testing;

import io.caravan.Key;
import io.caravan.Settings;
import io.caravan.record.Place;
import io.caravan.record.Problem;
import io.caravan.record.ProjectException;
import io.caravan.record.Spelling;
import io.caravan.record.WorldException;
import io.caravan.route.editing.RouteFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The test files of a project: {@code routes/bronze/users.test.yaml} and so on. */
public final class TestFiles {
  private static final String ENDING = ".test.yaml";
  private final Path routes;
  private final SortedMap<String, String> known;
  private final TestFile.Known names;

  public TestFiles(Settings project) {
    this.routes = project.path(Key.ROUTES).toAbsolutePath();
    this.known = new RouteFiles(routes).routes();
    this.names = new TestFile.Known(known.keySet(), project.names(Key.SOURCE_URI));
  }

  /** What is wrong in the files. */
  public List<Problem> problems() {
    try {
      cases(List.of());
      return List.of();
    } catch (ProjectException e) {
      return e.problems();
    }
  }

  /**
   * The cases that are asked for, in the order of files.
   *
   * @param wanted test files, folders of them, or ids of routes; empty for all there are
   * @throws ProjectException with what is wrong in the files, or when one that is asked for is not
   *     there
   */
  public List<TestCase> cases(Collection<String> wanted) {
    SortedMap<String, Path> files = files();
    Map<String, List<TestCase>> all = new LinkedHashMap<>();
    List<Problem> problems = new ArrayList<>();
    Set<String> chosen = new LinkedHashSet<>();
    wanted.forEach(name -> chosen.addAll(named(name, files.keySet())));
    files.forEach(
        (name, file) -> {
          boolean byName = chosen.contains(name);
          if (wanted.isEmpty() || byName || wanted.stream().anyMatch(known::containsKey)) {
            try {
              List<TestCase> cases = TestFile.read(name, text(file), beside(name), names);
              all.put(
                  name,
                  wanted.isEmpty() || byName
                      ? cases
                      : cases.stream()
                          .filter(c -> c.routes().stream().anyMatch(wanted::contains))
                          .toList());
            } catch (ProjectException e) {
              problems.addAll(e.problems());
            }
          }
        });
    if (!problems.isEmpty()) {
      throw new ProjectException(problems);
    }
    return all.values().stream().flatMap(List::stream).toList();
  }

  private Set<String> beside(String name) {
    String file = name.replace(ENDING, ".camel.yaml");
    return known.entrySet().stream()
        .filter(route -> route.getValue().equals(file))
        .map(Map.Entry::getKey)
        .collect(Collectors.toSet());
  }

  /** Test files that a word of the command line means; none for the id of a route. */
  private List<String> named(String word, Set<String> files) {
    Path path = Path.of(word).toAbsolutePath().normalize();
    String relative =
        path.startsWith(routes.getParent())
            ? routes.getParent().relativize(path).toString().replace('\\', '/')
            : word;
    List<String> found =
        files.stream()
            .filter(
                f ->
                    List.of(word, relative).stream()
                        .anyMatch(w -> f.equals(w) || f.startsWith(w + "/")))
            .toList();
    if (found.isEmpty() && !known.containsKey(word)) {
      List<String> names = new ArrayList<>(files);
      names.addAll(known.keySet());
      throw new ProjectException(
          Place.file("command line"),
          "Cannot test '%s': it is neither a test file nor a route.".formatted(word),
          Spelling.didYouMean(word, names, "Test files: " + String.join(", ", files) + "."));
    }
    return found;
  }

  private SortedMap<String, Path> files() {
    SortedMap<String, Path> files = new TreeMap<>();
    if (!Files.isDirectory(routes)) {
      return files;
    }
    try (Stream<Path> walk = Files.walk(routes)) {
      walk.filter(path -> path.toString().endsWith(ENDING))
          .forEach(
              path ->
                  files.put(
                      routes.getParent().relativize(path).toString().replace('\\', '/'), path));
    } catch (IOException e) {
      throw new WorldException("Cannot list " + routes + ": " + e.getMessage(), e);
    }
    return files;
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new ProjectException(
          Place.file(file.toString()),
          "Cannot read the test file: " + e.getMessage() + ".",
          "Save it as UTF-8 text.");
    }
  }
}
