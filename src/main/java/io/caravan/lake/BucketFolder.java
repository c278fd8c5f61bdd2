package io.caravan.lake;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * A bucket whose objects are files on this disk. The embedded S3 server serves them and never
 * syncs, so everything here is synced before it gets its name: a commit that the catalog remembers
 * must not lose its files with the power.
 */
final class BucketFolder {
  private final Path root;

  BucketFolder(Path root) {
    this.root = root.toAbsolutePath().normalize();
  }

  Path path(Location location) {
    Path path = root.resolve(location.key()).normalize();
    if (!path.startsWith(root)) {
      throw new IllegalArgumentException(
          "Cannot use location '%s': it leaves its bucket.".formatted(location));
    }
    return path;
  }

  /** A file beside the final one, so that the rename stays within one file system. */
  Path draft(Location location) throws IOException {
    Path target = path(location);
    createDirectories(target.getParent());
    return target.resolveSibling("." + target.getFileName() + "." + UUID.randomUUID() + ".tmp");
  }

  /**
   * Syncs the file and gives it its name; it is moved where that can be done at once, else copied.
   */
  void accept(Path file, Location location) throws IOException {
    sync(file);
    Path target = path(location);
    try {
      rename(file, target);
    } catch (AtomicMoveNotSupportedException otherFileSystem) {
      Path draft = draft(location);
      try {
        Files.copy(file, draft);
        sync(draft);
        rename(draft, target);
      } finally {
        Files.deleteIfExists(draft);
      }
    }
    syncDirectory(target.getParent());
  }

  private void rename(Path file, Path target) throws IOException {
    // Deleting an object prunes the folders it leaves empty, perhaps just before this rename.
    for (int attempt = 0; ; attempt++) {
      createDirectories(target.getParent());
      try {
        Files.move(
            file, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        return;
      } catch (NoSuchFileException pruned) {
        if (attempt == 5 || !Files.exists(file)) {
          throw pruned;
        }
      }
    }
  }

  void delete(Location location) throws IOException {
    Path path = path(location);
    Files.deleteIfExists(path);
    for (Path folder = path.getParent(); !folder.equals(root); folder = folder.getParent()) {
      try {
        Files.deleteIfExists(folder);
      } catch (FileSystemException notEmpty) {
        return;
      }
    }
  }

  /** Every file whose key begins so. */
  List<Path> list(String keyPrefix) throws IOException {
    Path start = root.resolve(keyPrefix).normalize();
    Path folder = keyPrefix.isEmpty() || keyPrefix.endsWith("/") ? start : start.getParent();
    if (!folder.startsWith(root) || !Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> walk = Files.walk(folder)) {
      return walk.filter(Files::isRegularFile)
          .filter(p -> key(p).startsWith(keyPrefix))
          .sorted()
          .toList();
    } catch (UncheckedIOException deletedMeanwhile) {
      if (deletedMeanwhile.getCause() instanceof NoSuchFileException) {
        return list(keyPrefix);
      }
      throw deletedMeanwhile.getCause();
    }
  }

  String key(Path file) {
    return root.relativize(file).toString().replace('\\', '/');
  }

  private static void createDirectories(Path folder) throws IOException {
    Deque<Path> missing = new ArrayDeque<>();
    for (Path p = folder; p != null && !Files.isDirectory(p); p = p.getParent()) {
      missing.push(p);
    }
    for (Path p : missing) {
      Files.createDirectories(p);
      syncDirectory(p.getParent());
    }
  }

  static void sync(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  private static void syncDirectory(Path folder) throws IOException {
    try {
      sync(folder);
    } catch (NoSuchFileException pruned) {
      throw pruned;
    } catch (IOException cannotBeOpened) {
      // Some systems give no handle on a directory; they also sync its entries with the file.
      return;
    }
  }
}
