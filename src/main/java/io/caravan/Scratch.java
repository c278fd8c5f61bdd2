package io.caravan;

import io.caravan.record.WorldException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * Temporary folders below the data folder, {@code tmp/<process id>/}. Each process has its own: a
 * query beside the running application must not sweep its files.
 */
record Scratch(Path data) {
  Path folder(String name) {
    return all().resolve(Long.toString(ProcessHandle.current().pid())).resolve(name);
  }

  /** Deletes the folders of this process, when it ends in order. */
  void leave() {
    Path own = folder("");
    if (Files.isDirectory(own)) {
      delete(own);
    }
  }

  /** Deletes what killed processes have left: nobody else ever will. */
  void sweep() {
    if (!Files.isDirectory(all())) {
      return;
    }
    try (Stream<Path> folders = Files.list(all())) {
      folders.filter(Scratch::abandoned).toList().forEach(Scratch::delete);
    } catch (IOException e) {
      throw new WorldException("Cannot sweep " + all() + ": " + e.getMessage(), e);
    }
  }

  private Path all() {
    return data.resolve("tmp");
  }

  private static boolean abandoned(Path folder) {
    String name = folder.getFileName().toString();
    return name.matches("[0-9]{1,10}") && ProcessHandle.of(Long.parseLong(name)).isEmpty();
  }

  private static void delete(Path folder) {
    try (Stream<Path> walk = Files.walk(folder)) {
      List<Path> deepestFirst = walk.sorted(Comparator.reverseOrder()).toList();
      for (Path path : deepestFirst) {
        Files.deleteIfExists(path);
      }
    } catch (NoSuchFileException sweptMeanwhile) {
      return;
    } catch (IOException e) {
      throw new WorldException(
          "Cannot delete the left-over folder " + folder + ": " + e.getMessage(), e);
    }
  }
}
