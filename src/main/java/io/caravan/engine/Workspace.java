package io.caravan.engine;

import io.caravan.lake.Lake;
import io.caravan.record.WorldException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The directory of one session: the only one its statements may touch. Files of the lake are
 * hard-linked into it, so that a session reads what was bound to it and nothing else, and goes on
 * reading a file that is meanwhile deleted or leaves the lake's cache.
 */
final class Workspace implements AutoCloseable {
  private final Path folder;
  private final Lake lake;
  private final Map<String, Path> links = new LinkedHashMap<>();
  private int outputs;

  Workspace(Path folder, Lake lake) {
    this.folder = folder;
    this.lake = lake;
    create(folder);
  }

  Path folder() {
    return folder;
  }

  Path spill() {
    return folder.resolve("spill");
  }

  /** A path by which statements can read an object of the lake. */
  String path(String location) {
    return links.computeIfAbsent(location, this::link).toString();
  }

  private Path link(String location) {
    return linkOrCopy(lake.local(location), folder.resolve("file-" + links.size() + ".parquet"));
  }

  /**
   * A path by which statements can read a file of the user's; its ending stays, as the engine goes
   * by it.
   */
  String linked(Path file) {
    Path link = folder.resolve("data-" + links.size() + "-" + file.getFileName());
    return links.computeIfAbsent(file.toString(), f -> linkOrCopy(file, link)).toString();
  }

  private static Path linkOrCopy(Path file, Path link) {
    try {
      return Files.createLink(link, file.toRealPath());
    } catch (IOException | UnsupportedOperationException otherFileSystem) {
      return copy(file, link);
    }
  }

  // The engine follows symbolic links before it decides what may be read, so from another file
  // system only a copy will do.
  private static Path copy(Path file, Path to) {
    try {
      return Files.copy(file, to);
    } catch (IOException e) {
      throw new WorldException("Cannot copy " + file + " to " + to + ": " + e.getMessage(), e);
    }
  }

  /** A new empty directory for files that are being written. */
  Path output() {
    return create(folder.resolve("out-" + outputs++));
  }

  /** An engine's message with the objects' own names instead of the links'. */
  String withLocations(String message) {
    String text = message;
    if (text.contains(folder.toString())) {
      for (Map.Entry<String, Path> link : links.entrySet()) {
        text = text.replace(link.getValue().toString(), link.getKey());
      }
    }
    return text;
  }

  static List<Path> files(Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      return files.sorted().toList();
    } catch (IOException e) {
      throw new WorldException("Cannot list " + folder + ": " + e.getMessage(), e);
    }
  }

  private static Path create(Path folder) {
    try {
      return Files.createDirectories(folder);
    } catch (IOException e) {
      throw new WorldException("Cannot make directory " + folder + ": " + e.getMessage(), e);
    }
  }

  static void delete(Path folder) {
    try (Stream<Path> walk = Files.walk(folder)) {
      for (Path path : walk.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    } catch (NoSuchFileException gone) {
      return;
    } catch (IOException e) {
      throw new WorldException("Cannot delete directory " + folder + ": " + e.getMessage(), e);
    }
  }

  @Override
  public void close() {
    delete(folder);
  }
}
