package io.caravan.lake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.caravan.record.WorldException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StoreTest extends TableCase {
  @TempDir Path temp;

  private Path text(String content) throws IOException {
    return Files.writeString(Files.createTempFile(temp, "t", ".txt"), content);
  }

  private String at(String key) {
    return users.dataLocation() + key;
  }

  @Test
  void what_is_put_is_found_with_its_bytes() throws IOException {
    lake.put(text("one"), at("a/b/one.txt"));
    assertThat(lake.local(at("a/b/one.txt"))).hasContent("one");
  }

  @Test
  void bytes_on_this_disk_are_not_copied() throws IOException {
    lake.put(text("one"), at("one.txt"));
    Path local = lake.local(at("one.txt"));

    assertThat(settings.store().folders().values().stream().anyMatch(local::startsWith))
        .isEqualTo(kind == Parts.Kind.H2_AND_FOLDER);
  }

  @Test
  void an_object_that_is_not_there_is_named() {
    assertThatThrownBy(() -> lake.local(at("nothing.parquet")))
        .isInstanceOf(WorldException.class)
        .hasMessageContaining("Cannot read " + at("nothing.parquet"));
  }

  @Test
  void a_file_bigger_than_one_request_arrives_whole() throws IOException {
    Path big = temp.resolve("big.bin");
    long length = (70L << 20) + 17;
    try (RandomAccessFile file = new RandomAccessFile(big.toFile(), "rw")) {
      for (long position = 0; position < length; position += 1 << 20) {
        file.seek(position);
        file.writeLong(position);
      }
      file.setLength(length);
    }
    Path copy = temp.resolve("copy.bin");
    Files.copy(big, copy);
    lake.put(copy, at("big.bin"));

    assertThat(Files.mismatch(lake.local(at("big.bin")), big)).isEqualTo(-1);
  }

  @Test
  void threads_that_want_one_object_get_the_same_whole_bytes() throws Exception {
    lake.put(text("x".repeat(1 << 20)), at("shared.txt"));
    ExecutorService threads = Executors.newFixedThreadPool(8);
    try {
      List<Future<Path>> found =
          threads.invokeAll(
              Collections.nCopies(16, (Callable<Path>) () -> lake.local(at("shared.txt"))));
      HashSet<Path> paths = new HashSet<>();
      for (Future<Path> future : found) {
        paths.add(future.get());
      }
      assertThat(paths).singleElement().satisfies(p -> assertThat(p).hasSize(1 << 20));
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void copies_take_no_more_than_twice_the_room_they_may_have() throws IOException {
    FileCache cache = new FileCache(new LakeSettings.Cache(temp.resolve("small"), 1000));
    List<Path> copies = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      copies.add(cache.find("s3://lake/" + i + ".parquet", path -> write(path, 100)));
    }

    assertThat(copies.stream().filter(Files::exists))
        .hasSize(20)
        .contains(copies.get(49), copies.get(30));
    // What was evicted is fetched again, and what an earlier process left is adopted.
    FileCache next = new FileCache(new LakeSettings.Cache(temp.resolve("small"), 1000));
    assertThat(next.find("s3://lake/0.parquet", path -> write(path, 100))).exists();
    assertThat(next.find("s3://lake/49.parquet", path -> write(path, 1))).hasSize(100);
    assertThat(copies.stream().filter(Files::exists)).hasSizeLessThanOrEqualTo(10);
  }

  @Test
  void a_download_that_fails_leaves_nothing_behind() {
    FileCache cache = new FileCache(new LakeSettings.Cache(temp.resolve("failing"), 1000));
    assertThatThrownBy(
            () ->
                cache.find(
                    "s3://lake/x.parquet",
                    path -> {
                      write(path, 10);
                      throw new IllegalStateException("reset");
                    }))
        .hasMessage("reset");

    assertThat(temp.resolve("failing")).isEmptyDirectory();
    assertThat(cache.find("s3://lake/x.parquet", path -> write(path, 20))).hasSize(20);
  }

  private static void write(Path path, int bytes) {
    try {
      Files.write(path, new byte[bytes]);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
