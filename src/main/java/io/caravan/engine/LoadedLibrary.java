package io.caravan.engine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * A native library that its driver has unpacked into the machine's temporary folder, to be deleted
 * when the process ends in order: each process that is killed would leave 70 MB there for good.
 *
 * @param name how the file's name begins
 */
record LoadedLibrary(String name) {
  // What is loaded into this process, and from where; only Linux has it. Elsewhere nothing is done.
  private static final Path MAPS = Path.of("/proc/self/maps");

  /** Takes the file's name away. The library stays loaded for as long as the process lives. */
  void unlink() {
    try {
      for (Path file : files()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException itStaysUntilTheEnd) {
      return;
    }
  }

  private List<Path> files() throws IOException {
    if (!Files.isReadable(MAPS)) {
      return List.of();
    }
    Path temporary = Path.of(System.getProperty("java.io.tmpdir")).toRealPath();
    try (Stream<String> maps = Files.lines(MAPS)) {
      return maps.filter(line -> line.indexOf('/') > 0)
          .map(line -> Path.of(line.substring(line.indexOf('/'))))
          .filter(file -> file.startsWith(temporary))
          .filter(file -> file.getFileName().toString().matches(name + "\\w*\\.so"))
          .distinct()
          .toList();
    }
  }
}
