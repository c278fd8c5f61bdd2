package io.caravan.lake;

import static org.assertj.core.api.Assertions.assertThat;

import io.caravan.record.Position;
import io.caravan.record.PositionRange;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a process has been told is committed is there after it was killed, on the embedded parts
 * too.
 */
class KilledProcessTest {
  /** Commits row after row and says so, until it is killed. */
  static final class Writer {
    private Writer() {}

    public static void main(String[] arguments) {
      try (Lake lake = Lake.open(settings(Path.of(arguments[0])), Clock.systemUTC())) {
        LakeTable table = lake.create(TableCase.USERS, TableCase.COLUMNS, TableLayout.PLAIN);
        for (int next = next(table); ; next++) {
          List<List<Object>> row = List.of(List.of((long) next, "user " + next));
          StagedFile file =
              Rows.stage(lake, table, "row-" + next + ".parquet", table.scan("main").fields(), row);
          Position from =
              next == 1 ? Position.NONE : Position.of("rows", Integer.toString(next - 1));
          PositionRange range =
              new PositionRange(from, Position.of("rows", Integer.toString(next)));
          table.change("main").add(List.of(file)).covering(range).commit();
          System.out.println("committed " + next);
        }
      }
    }
  }

  private static int next(LakeTable table) {
    return table.position().value("rows").map(Integer::parseInt).orElse(0) + 1;
  }

  private static LakeSettings settings(Path folder) {
    return LakeSettings.of(
        "s3://lake/warehouse",
        new LakeSettings.Catalog("jdbc:h2:file:" + folder.resolve("catalog"), "sa", ""),
        new LakeSettings.Store(
            "http://127.0.0.1:9",
            "us-east-1",
            "none",
            "none",
            true,
            Map.of("lake", folder.resolve("objects"))),
        new LakeSettings.Cache(folder.resolve("cache"), 1 << 20));
  }

  @Test
  void every_commit_that_was_answered_survives_a_kill(@TempDir Path folder)
      throws IOException, InterruptedException {
    int answered = 0;
    for (int round = 1; round <= 3; round++) {
      answered = writeAndKill(folder, 4 * round);
      try (Lake lake = Lake.open(settings(folder), Clock.systemUTC())) {
        LakeTable table = lake.load(TableCase.USERS);
        int there = next(table) - 1;
        assertThat(there).isBetween(answered, answered + 1);
        assertThat(Rows.read(lake, table.scan("main"))).doesNotHaveDuplicates().hasSize(there);
      }
    }
    assertThat(answered).isGreaterThanOrEqualTo(24);
  }

  private static int writeAndKill(Path folder, int commits)
      throws IOException, InterruptedException {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    Process process =
        new ProcessBuilder(
                java,
                "-XX:+UseSerialGC",
                "-Xmx256m",
                "-cp",
                System.getProperty("java.class.path"),
                Writer.class.getName(),
                folder.toString())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    int last = 0;
    try (BufferedReader out = process.inputReader()) {
      for (int i = 0; i < commits; ) {
        String line = out.readLine();
        assertThat(line).as("the writer ended by itself").isNotNull();
        if (line.startsWith("committed ")) {
          last = Integer.parseInt(line.substring("committed ".length()));
          i++;
        }
      }
      // Not the process's own method, which would also close the pipe and lose what it had said.
      process.toHandle().destroyForcibly();
      for (String line = out.readLine(); line != null; line = out.readLine()) {
        last =
            line.matches("committed \\d+")
                ? Integer.parseInt(line.substring("committed ".length()))
                : last;
      }
    }
    process.waitFor();
    return last;
  }
}
