package io.caravan.engine;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * What an in-process engine may use.
 *
 * @param memoryBytes memory of one session, beside the heap; more is spilled to disk
 * @param threads threads of one statement
 * @param temp directory for spilled data, drafts of files and links to the files that are read;
 *     best on the disk of the lake's files
 * @param spillBytes most that one session may spill
 * @param targetFileBytes size at which written files are cut
 * @param timeout longest run of one statement; zero for no limit
 * @param readable further directories that statements may read: where the lake keeps local files,
 *     if that is not on the disk of {@code temp} (elsewhere files are linked, so that a session
 *     sees those that were bound and no other)
 */
public record EngineSettings(
    long memoryBytes,
    int threads,
    Path temp,
    long spillBytes,
    long targetFileBytes,
    Duration timeout,
    List<Path> readable) {
  private static final long LEAST_MEMORY = 64L << 20;

  public EngineSettings {
    if (memoryBytes < LEAST_MEMORY
        || threads < 1
        || spillBytes < 0
        || targetFileBytes < 1
        || timeout.isNegative()) {
      throw new IllegalArgumentException(
          "Cannot run an SQL engine with memory=%d, threads=%d, spill=%d, target-file-size=%d, timeout=%s: memory must be at least %d, threads and file size at least 1, the others not negative."
              .formatted(memoryBytes, threads, spillBytes, targetFileBytes, timeout, LEAST_MEMORY));
    }
    temp = temp.toAbsolutePath().normalize();
    readable = readable.stream().map(p -> p.toAbsolutePath().normalize()).toList();
  }

  /** What a small machine can spare. */
  public static EngineSettings usual(Path temp) {
    return new EngineSettings(384L << 20, 2, temp, 50L << 30, 128L << 20, Duration.ZERO, List.of());
  }
}
