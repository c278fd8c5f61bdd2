package io.caravan.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.iceberg.util.ThreadPools;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class StoppingTest {
  /** Does at the end what a commit does that is still under way. */
  static final class Command {
    public static void main(String[] none) throws Exception {
      try (Stopping stopping = new Stopping()) {
        ThreadPools.getWorkerPool().submit(() -> {}).get();
        System.out.println("running");
        stopping.await();
        // Refused by a machine that is shutting down.
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {}));
        ThreadPools.getWorkerPool().submit(() -> {}).get();
        System.out.println("committed");
      }
      System.exit(0);
    }
  }

  @Test
  void what_is_under_way_when_the_process_is_asked_to_stop_still_has_the_threads_it_needs()
      throws Exception {
    Process process =
        new ProcessBuilder(
                List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-cp",
                    System.getProperty("java.class.path"),
                    Command.class.getName()))
            .redirectErrorStream(true)
            .start();
    try (var said =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      String line = said.readLine();
      while (line != null && !line.equals("running")) {
        line = said.readLine();
      }
      process.toHandle().destroy();
      assertThat(said.lines()).contains("committed");
      assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
      assertThat(process.exitValue()).isZero();
    } finally {
      process.destroyForcibly();
    }
  }
}
