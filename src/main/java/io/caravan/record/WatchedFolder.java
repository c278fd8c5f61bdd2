package io.caravan.record;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/**
 * A folder of the user's files, watched by content: tells its listener the whole folder as it is,
 * each time that it has become different and then stayed the same for one interval.
 *
 * <p>Content is compared instead of listening to file system events, because mounted configuration
 * is swapped behind symbolic links without any event, and because an editor's temporary file and
 * rename are then no special case.
 */
public final class WatchedFolder implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(WatchedFolder.class.getName());
  // What lies deeper, or is larger, was not written by hand: following it could only be an accident
  // (a link to /).
  private static final int DEPTH = 16;

  private final Path folder;
  private final Predicate<String> wanted;
  private final Duration interval;
  private final Predicate<SortedMap<String, FileVersion>> changed;
  private final ScheduledExecutorService thread;
  private SortedMap<String, FileVersion> told;
  private SortedMap<String, FileVersion> settling;
  private Map<String, Seen> seen = Map.of();

  /**
   * @param wanted which files belong to it, by path relative to the folder with {@code /}
   * @param known what the listener already knows
   * @param changed is told the whole folder, on the watching thread; answers false to be told again
   *     at the next look
   */
  public WatchedFolder(
      Path folder,
      Predicate<String> wanted,
      Duration interval,
      SortedMap<String, FileVersion> known,
      Predicate<SortedMap<String, FileVersion>> changed) {
    this.folder = folder;
    this.wanted = wanted;
    this.interval = interval;
    this.told = known;
    this.changed = changed;
    this.thread =
        Executors.newSingleThreadScheduledExecutor(
            task -> {
              Thread watching = new Thread(task, "watch-" + folder.getFileName());
              watching.setDaemon(true);
              return watching;
            });
  }

  /** Begins to watch. */
  public WatchedFolder start() {
    thread.scheduleWithFixedDelay(this::look, 0, interval.toMillis(), TimeUnit.MILLISECONDS);
    return this;
  }

  /**
   * The wanted files of a folder, by path relative to it. Names that begin with a dot are left out:
   * editors and mounted configuration keep their own files there.
   *
   * @throws UncheckedIOException when the folder or a file in it cannot be read; what was removed
   *     while reading is only left out
   */
  public static SortedMap<String, FileVersion> read(Path folder, Predicate<String> wanted) {
    return versions(look(folder, wanted, Map.of()));
  }

  private static Map<String, Seen> look(
      Path folder, Predicate<String> wanted, Map<String, Seen> before) {
    Map<String, Seen> files = new TreeMap<>();
    try {
      Files.walkFileTree(
          folder,
          EnumSet.of(FileVisitOption.FOLLOW_LINKS),
          DEPTH,
          new Reader(folder, wanted, before, files));
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read folder: " + folder + " (" + e + ")", e);
    }
    return files;
  }

  private static SortedMap<String, FileVersion> versions(Map<String, Seen> files) {
    SortedMap<String, FileVersion> versions = new TreeMap<>();
    files.forEach((name, file) -> versions.put(name, file.version));
    return Collections.unmodifiableSortedMap(versions);
  }

  private void look() {
    try {
      // A folder that has gone is a mount in trouble, not a wish to remove everything.
      if (!Files.isDirectory(folder)) {
        return;
      }
      seen = look(folder, wanted, seen);
      SortedMap<String, FileVersion> now = versions(seen);
      if (now.equals(told)) {
        settling = null;
      } else if (now.equals(settling)) {
        // Told before it is asked: a listener that fails is not asked about the same content again.
        SortedMap<String, FileVersion> before = told;
        told = now;
        settling = null;
        told = changed.test(now) ? now : before;
      } else {
        settling = now;
      }
    } catch (UncheckedIOException e) {
      LOG.log(System.Logger.Level.DEBUG, "{0}; looking again in {1}", e.getMessage(), interval);
    } catch (RuntimeException e) {
      // A listener that fails once must not make all later edits go unseen.
      LOG.log(System.Logger.Level.ERROR, "Cannot take over a change of " + folder, e);
    }
  }

  @Override
  public void close() {
    thread.shutdown();
    try {
      if (!thread.awaitTermination(30, TimeUnit.SECONDS)) {
        thread.shutdownNow();
      }
    } catch (InterruptedException e) {
      thread.shutdownNow();
      Thread.currentThread().interrupt();
    }
  }

  /** A file as it was when it was read, so that large ones are not read again and again. */
  private record Seen(
      long size, FileTime modified, Object key, FileTime read, FileVersion version) {
    static Seen of(Path file, BasicFileAttributes attributes) throws IOException {
      FileTime now = FileTime.from(Instant.now());
      return new Seen(
          attributes.size(),
          attributes.lastModifiedTime(),
          attributes.fileKey(),
          now,
          new FileVersion(Files.readAllBytes(file)));
    }

    /**
     * Whether the content is still the same for certain: a file changed just before it was read may
     * have changed once more in the same tick.
     */
    boolean surely(BasicFileAttributes attributes) {
      boolean same =
          attributes.size() == size
              && attributes.lastModifiedTime().equals(modified)
              && Objects.equals(attributes.fileKey(), key);
      return same && read.toMillis() - modified.toMillis() > 2_000;
    }
  }

  private static final class Reader extends SimpleFileVisitor<Path> {
    private final Path folder;
    private final Predicate<String> wanted;
    private final Map<String, Seen> before;
    private final Map<String, Seen> files;

    Reader(
        Path folder, Predicate<String> wanted, Map<String, Seen> before, Map<String, Seen> files) {
      this.folder = folder;
      this.wanted = wanted;
      this.before = before;
      this.files = files;
    }

    @Override
    public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
      boolean hidden =
          !directory.equals(folder) && directory.getFileName().toString().startsWith(".");
      return hidden ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
      String name = folder.relativize(file).toString().replace('\\', '/');
      if (attributes.isRegularFile()
          && !file.getFileName().toString().startsWith(".")
          && wanted.test(name)) {
        Seen old = before.get(name);
        try {
          files.put(name, old != null && old.surely(attributes) ? old : Seen.of(file, attributes));
        } catch (NoSuchFileException e) {
          return FileVisitResult
              .CONTINUE; // Removed between listing and reading: as if it had not been listed.
        }
      }
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
      if (file.equals(folder)) {
        throw e;
      }
      return FileVisitResult.CONTINUE; // A dangling link or a loop: nothing that could be read.
    }
  }
}
