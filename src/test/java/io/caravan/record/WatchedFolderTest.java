package io.caravan.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WatchedFolderTest {
  @TempDir private Path folder;
  private final List<SortedMap<String, FileVersion>> told = new CopyOnWriteArrayList<>();
  private WatchedFolder watched;

  @BeforeEach
  void watch() {
    watched =
        new WatchedFolder(
                folder,
                name -> name.endsWith(".sql"),
                Duration.ofMillis(20),
                new TreeMap<>(),
                told::add)
            .start();
  }

  @AfterEach
  void close() {
    watched.close();
  }

  @Test
  void a_written_file_is_told_with_the_whole_folder() throws IOException {
    write("bronze/a.sql", "one");
    write("readme.md", "not wanted");
    awaitContents("bronze/a.sql=one");
    write("b.sql", "two");
    awaitContents("b.sql=two", "bronze/a.sql=one");
  }

  @Test
  void a_save_by_temporary_file_and_rename_is_one_change() throws IOException {
    write("a.sql", "one");
    awaitContents("a.sql=one");
    Files.writeString(folder.resolve(".a.sql.swp"), "two");
    Files.move(
        folder.resolve(".a.sql.swp"), folder.resolve("a.sql"), StandardCopyOption.ATOMIC_MOVE);
    awaitContents("a.sql=two");
    assertThat(told).hasSize(2);
  }

  @Test
  void mounted_configuration_swapped_behind_a_link_is_seen() throws IOException {
    write("..v1/a.sql", "one");
    write("..v2/a.sql", "two");
    Files.createSymbolicLink(folder.resolve("..data"), Path.of("..v1"));
    Files.createSymbolicLink(folder.resolve("a.sql"), Path.of("..data/a.sql"));
    awaitContents("a.sql=one");
    Files.createSymbolicLink(folder.resolve("..next"), Path.of("..v2"));
    Files.move(folder.resolve("..next"), folder.resolve("..data"), StandardCopyOption.ATOMIC_MOVE);
    awaitContents("a.sql=two");
  }

  @Test
  void a_folder_that_goes_away_is_not_a_wish_to_remove_its_files() throws IOException {
    write("a.sql", "one");
    awaitContents("a.sql=one");
    Path aside = folder.resolveSibling(folder.getFileName() + "-aside");
    Files.move(folder, aside);
    Files.writeString(aside.resolve("a.sql"), "two");
    Files.move(aside, folder);
    awaitContents("a.sql=two");
    assertThat(told).noneMatch(SortedMap::isEmpty);
  }

  @Test
  void a_listener_that_fails_hears_of_the_next_change() throws IOException {
    List<SortedMap<String, FileVersion>> heard = new CopyOnWriteArrayList<>();
    try (WatchedFolder failing =
        new WatchedFolder(
                folder,
                name -> true,
                Duration.ofMillis(20),
                new TreeMap<>(),
                files -> {
                  heard.add(files);
                  throw new IllegalStateException("as the test wants it");
                })
            .start()) {
      write("a.sql", "one");
      await().until(() -> heard.size() == 1);
      write("a.sql", "two");
      await().until(() -> heard.size() == 2);
      assertThat(failing).isNotNull();
    }
  }

  private void write(String name, String text) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  private void awaitContents(String... expected) {
    await()
        .untilAsserted(
            () ->
                assertThat(told)
                    .isNotEmpty()
                    .last()
                    .satisfies(files -> assertThat(texts(files)).containsExactly(expected)));
  }

  private static List<String> texts(SortedMap<String, FileVersion> files) {
    return files.entrySet().stream()
        .map(file -> file.getKey() + "=" + new String(file.getValue().bytes()))
        .toList();
  }
}
