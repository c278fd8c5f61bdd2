package io.caravan.lake;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Copies of remote objects on this disk, the least recently used deleted when they grow too big
 * together. Committed objects never change, so a copy is never stale.
 */
final class FileCache {
  // A query opens its files one after another: what was asked for just now is probably still to be
  // read.
  private static final long IN_USE_NANOS = 10L * 60 * 1_000_000_000;
  private final Path folder;
  private final long limit;
  private final Map<String, Object> downloads = new ConcurrentHashMap<>();
  private final Map<Path, Copy> copies = new LinkedHashMap<>(16, 0.75f, true);

  private record Copy(long bytes, long usedAt) {}

  FileCache(LakeSettings.Cache settings) {
    this.folder = settings.folder().toAbsolutePath();
    this.limit = settings.bytes();
    adoptCopies();
  }

  /** Copies of an earlier process are as good as new ones; its unfinished downloads are not. */
  private void adoptCopies() {
    try {
      Files.createDirectories(folder);
      try (Stream<Path> files = Files.list(folder)) {
        List<Path> oldestFirst =
            files
                .filter(Files::isRegularFile)
                .sorted(Comparator.comparing(FileCache::written))
                .toList();
        for (Path file : oldestFirst) {
          if (file.toString().endsWith(".tmp")) {
            Files.deleteIfExists(file);
          } else {
            copies.put(file, new Copy(Files.size(file), System.nanoTime() - IN_USE_NANOS));
          }
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot use the cache folder " + folder, e);
    }
  }

  private static FileTime written(Path file) {
    try {
      return Files.getLastModifiedTime(file);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read the cache file " + file, e);
    }
  }

  /**
   * The copy of a location, made by the download unless it is there. Two threads that ask at once
   * share one download.
   */
  Path find(String location, Consumer<Path> download) {
    Path copy = folder.resolve(name(location));
    Object turn = downloads.computeIfAbsent(location, l -> new Object());
    synchronized (turn) {
      try {
        if (!touched(copy)) {
          fetch(copy, download);
        }
        return copy;
      } finally {
        downloads.remove(location, turn);
      }
    }
  }

  private void fetch(Path copy, Consumer<Path> download) {
    Path draft = copy.resolveSibling(copy.getFileName() + "." + UUID.randomUUID() + ".tmp");
    try {
      try {
        download.accept(draft);
        Files.move(
            draft, copy, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      } finally {
        Files.deleteIfExists(draft);
      }
      added(copy, Files.size(copy));
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot keep a copy in " + folder, e);
    }
  }

  private synchronized boolean touched(Path copy) {
    Copy known = copies.get(copy);
    if (known == null || !Files.exists(copy)) {
      copies.remove(copy);
      return false;
    }
    copies.put(copy, new Copy(known.bytes(), System.nanoTime()));
    return true;
  }

  private synchronized void added(Path copy, long bytes) throws IOException {
    copies.put(copy, new Copy(bytes, System.nanoTime()));
    long total = copies.values().stream().mapToLong(Copy::bytes).sum();
    for (Map.Entry<Path, Copy> oldest : List.copyOf(copies.entrySet())) {
      boolean inUse = System.nanoTime() - oldest.getValue().usedAt() < IN_USE_NANOS;
      // Twice the limit is where sparing a running query ends: open files stay readable, the others
      // are fetched again.
      if (total <= limit || (inUse && total <= 2 * limit) || oldest.getKey().equals(copy)) {
        return;
      }
      Files.deleteIfExists(oldest.getKey());
      copies.remove(oldest.getKey());
      total -= oldest.getValue().bytes();
    }
  }

  private static String name(String location) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(location.getBytes(StandardCharsets.UTF_8));
      int dot = location.lastIndexOf('.');
      String end = dot > location.lastIndexOf('/') ? location.substring(dot) : "";
      return HexFormat.of().formatHex(hash) + (end.matches("\\.[a-z0-9]{1,10}") ? end : "");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java has SHA-256", e);
    }
  }
}
