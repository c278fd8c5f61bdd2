package io.caravan.model;

import io.caravan.record.Place;
import io.caravan.record.ProjectException;
import io.caravan.record.WorldException;
import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** The files of one package of a project, read in a fixed order whatever the file system says. */
record Folders(Path root, String prefix) {
  /** A file's text and its name relative to the whole project. */
  record Source(String file, String folder, String text) {
    /** The name without folder and ending. */
    String stem() {
      String name = file.substring(file.lastIndexOf('/') + 1);
      return name.contains(".") ? name.substring(0, name.lastIndexOf('.')) : name;
    }

    /** The folders below the one that was searched, outermost first. */
    List<String> below() {
      String rest = file.substring(0, Math.max(file.lastIndexOf('/'), 0));
      rest = rest.length() <= folder.length() ? "" : rest.substring(folder.length() + 1);
      return rest.isEmpty() ? List.of() : List.of(rest.split("/"));
    }

    boolean ends(String... endings) {
      return Stream.of(endings).anyMatch(file::endsWith);
    }
  }

  /**
   * Every text file with one of the endings below the folders, sorted by name; folders that are not
   * there are empty.
   */
  List<Source> below(List<String> folders, String... endings) {
    return folders.stream().flatMap(folder -> files(folder, endings)).toList();
  }

  private Stream<Source> files(String folder, String... endings) {
    Path base = root.resolve(folder).normalize();
    if (!base.startsWith(root) || !Files.isDirectory(base)) {
      return Stream.empty();
    }
    try (Stream<Path> paths = Files.walk(base)) {
      return paths
          .filter(Files::isRegularFile)
          .filter(path -> Stream.of(endings).anyMatch(path.toString()::endsWith))
          .filter(path -> !path.getFileName().toString().startsWith("."))
          .sorted(Comparator.comparing(Path::toString))
          .map(path -> new Source(name(path), prefix + folder.replaceAll("/+$", ""), text(path)))
          .toList()
          .stream();
    } catch (IOException failed) {
      throw new WorldException("Cannot list " + base + ": " + failed.getMessage(), failed);
    }
  }

  String name(Path path) {
    return prefix + root.relativize(path).toString().replace('\\', '/');
  }

  String text(Path path) {
    try {
      return Files.readString(path);
    } catch (MalformedInputException notText) {
      throw new ProjectException(
          Place.file(name(path)),
          "Cannot read '" + path.getFileName() + "': it is not UTF-8 text.",
          "Save the file as UTF-8.");
    } catch (IOException failed) {
      throw new WorldException("Cannot read " + path + ": " + failed.getMessage(), failed);
    }
  }
}
