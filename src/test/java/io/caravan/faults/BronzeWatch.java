package io.caravan.faults;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;

/**
 * How many rows a table has, seen from outside, by the newest metadata file: looking on must not
 * keep the catalog open.
 */
final class BronzeWatch {
  private static final ObjectMapper JSON = new ObjectMapper();
  private final Path metadata;

  /**
   * @param bucket folder of the bucket {@code lake}
   */
  BronzeWatch(Path bucket) {
    this(bucket, "bronze/users");
  }

  /**
   * @param table its folder in the bucket
   */
  BronzeWatch(Path bucket, String table) {
    this.metadata = bucket.resolve(table).resolve("metadata");
  }

  long rows() {
    Optional<Path> newest =
        files().stream().max((a, b) -> a.getFileName().compareTo(b.getFileName()));
    return newest.map(BronzeWatch::rows).orElse(0L);
  }

  private List<Path> files() {
    if (!Files.isDirectory(metadata)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(metadata)) {
      return new ArrayList<>(files.filter(f -> f.toString().endsWith(".metadata.json")).toList());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static long rows(Path file) {
    try (InputStream in = Files.newInputStream(file);
        InputStream json = file.toString().contains(".gz.") ? new GZIPInputStream(in) : in) {
      JsonNode table = JSON.readTree(json);
      long current = table.path("current-snapshot-id").asLong(-1);
      for (JsonNode snapshot : table.path("snapshots")) {
        if (snapshot.path("snapshot-id").asLong() == current) {
          return snapshot.path("summary").path("total-records").asLong();
        }
      }
      return 0;
    } catch (NoSuchFileException removedMeanwhile) {
      return 0;
    } catch (IOException halfWritten) {
      return 0;
    }
  }
}
