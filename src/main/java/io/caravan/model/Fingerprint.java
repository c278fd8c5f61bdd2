package io.caravan.model;

import io.caravan.record.WorldException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Collection;
import java.util.Set;
import java.util.TreeMap;

/** What tells one state of a project's files from another: name, size and content of each. */
final class Fingerprint {
  private static final Set<String> ENDINGS = Set.of(".sql", ".yml", ".yaml", ".csv", ".md", ".py");

  private Fingerprint() {}

  /**
   * @param folders what is looked through, besides the files beside {@code dbt_project.yml}
   */
  static String of(Path project, Collection<String> folders) {
    TreeMap<String, String> files = new TreeMap<>();
    try {
      look(project, project, 1, files);
      for (String folder : folders) {
        if (Files.isDirectory(project.resolve(folder))) {
          look(project, project.resolve(folder), Integer.MAX_VALUE, files);
        }
      }
    } catch (IOException failed) {
      throw new WorldException(
          "Cannot look through " + project + ": " + failed.getMessage(), failed);
    }
    return Digests.sha256(files.toString());
  }

  private static void look(Path project, Path folder, int depth, TreeMap<String, String> files)
      throws IOException {
    Files.walkFileTree(
        folder,
        Set.of(),
        depth,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            if (attributes.isRegularFile()
                && ENDINGS.stream().anyMatch(file.toString()::endsWith)) {
              files.put(
                  project.relativize(file).toString(),
                  Digests.sha256(Files.readString(file, StandardCharsets.ISO_8859_1)));
            }
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFileFailed(Path file, IOException vanished) {
            // A file that goes away while we look is a change like any other: the next look sees it
            // gone.
            return FileVisitResult.CONTINUE;
          }
        });
  }
}
