package io.caravan.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.Assumptions;

/** A file system in memory, mounted at a folder, that can be filled up and freed again. */
final class SmallDisk implements AutoCloseable {
  private final Path folder;

  private SmallDisk(Path folder) {
    this.folder = folder;
  }

  /** Skips the test where mounting is refused: it takes an administrator. */
  static SmallDisk mount(Path folder, int megabytes) {
    try {
      Files.createDirectories(folder);
      int refused =
          run("mount", "-t", "tmpfs", "-o", "size=" + megabytes + "m", "caravan", "" + folder);
      Assumptions.assumeTrue(refused == 0, "mounting a file system is refused here");
      return new SmallDisk(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Path folder() {
    return folder;
  }

  /** Takes all of its room but so many bytes. */
  void fill(long leaving) {
    ByteBuffer block = ByteBuffer.allocate(4096);
    try (FileChannel filler =
        FileChannel.open(filler(), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      while (Files.getFileStore(folder).getUsableSpace() > leaving) {
        filler.write(block.rewind());
      }
    } catch (IOException full) {
      assertThat(full).hasMessageContaining("No space left");
    }
  }

  void free() {
    try {
      Files.deleteIfExists(filler());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Path filler() {
    return folder.resolve("filler");
  }

  private static int run(String... command) throws IOException {
    try {
      return new ProcessBuilder(command)
          .redirectErrorStream(true)
          .redirectOutput(ProcessBuilder.Redirect.DISCARD)
          .start()
          .waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() throws IOException {
    // What a killed process still has open must not keep it here.
    int failed = run("umount", "--lazy", folder.toString());
    assertThat(failed).isZero();
  }
}
