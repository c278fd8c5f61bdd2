package io.caravan.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** I7: secrets are looked for wherever something is written or answered. */
final class Leaks {
  private final List<String> secrets;

  Leaks(List<String> secrets) {
    this.secrets = secrets;
  }

  /** Logs, the lake, the ledger, the catalog, the broker's folder: every file, byte by byte. */
  long checkFiles(Path folder) {
    try (Stream<Path> files = Files.walk(folder)) {
      return files
          .filter(Files::isRegularFile)
          .filter(f -> !f.getFileName().toString().endsWith(".secret"))
          .peek(this::checkFile)
          .count();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void checkFile(Path file) {
    try {
      check(file.toString(), Files.readString(file, StandardCharsets.ISO_8859_1));
    } catch (IOException removedMeanwhile) {
      assertThat(file).doesNotExist();
    }
  }

  void check(String where, String text) {
    for (String secret : secrets) {
      assertThat(text.contains(secret)).as("a secret in " + where).isFalse();
    }
  }

  /** What the process answers whoever looks at it. */
  void checkAnswers(String server) {
    HttpClient client = HttpClient.newHttpClient();
    for (String path : List.of("/observe/health", "/observe/info", "/observe/metrics")) {
      try {
        HttpResponse<String> answer =
            client.send(
                HttpRequest.newBuilder(URI.create(server + path)).build(),
                HttpResponse.BodyHandlers.ofString());
        check(path, answer.body() + answer.headers().map());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException(e);
      }
    }
  }
}
