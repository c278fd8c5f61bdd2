package io.caravan.engine;

import io.caravan.record.WorldException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * The directory of one engine. A lock on a file in it tells that its process lives; directories
 * without one are left over from a process that was killed, and deleted by the next engine. (A
 * process id would not tell: in a container it is always the same.)
 */
final class EngineFolder implements AutoCloseable {
  private static final String LOCK = "lock";
  private final Path folder;
  private final FileChannel lock;

  private EngineFolder(Path folder, FileChannel lock) {
    this.folder = folder;
    this.lock = lock;
  }

  /** Makes a directory for a new engine. */
  static EngineFolder claim(Path temp) {
    try {
      Files.createDirectories(temp);
      for (Path old : Workspace.files(temp)) {
        if (old.getFileName().toString().startsWith("engine-") && abandoned(old.resolve(LOCK))) {
          Workspace.delete(old);
        }
      }
      Path folder = Files.createTempDirectory(temp, "engine-");
      FileChannel lock =
          FileChannel.open(
              folder.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      lock.lock();
      return new EngineFolder(folder, lock);
    } catch (IOException e) {
      throw new WorldException("Cannot make a directory in " + temp + ": " + e.getMessage(), e);
    }
  }

  private static boolean abandoned(Path lockFile) throws IOException {
    try (FileChannel channel = FileChannel.open(lockFile, StandardOpenOption.WRITE);
        FileLock lock = channel.tryLock()) {
      return lock != null;
    } catch (NoSuchFileException beingMade) {
      return false;
    } catch (OverlappingFileLockException ofThisProcess) {
      return false;
    }
  }

  Path folder() {
    return folder;
  }

  @Override
  public void close() {
    try (lock) {
      Workspace.delete(folder);
    } catch (IOException e) {
      throw new WorldException("Cannot release " + folder + ": " + e.getMessage(), e);
    }
  }
}
