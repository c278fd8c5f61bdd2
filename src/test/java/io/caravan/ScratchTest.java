package io.caravan;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScratchTest {
  @TempDir Path data;

  @Test
  void what_a_killed_process_left_is_swept_and_what_a_living_one_uses_is_not()
      throws IOException, InterruptedException {
    Process gone = new ProcessBuilder("true").start();
    gone.waitFor();
    Path left = Files.createDirectories(data.resolve("tmp/" + gone.pid() + "/cache"));
    Files.writeString(left.resolve("copy.parquet"), "copy");
    Path ours = Files.createDirectories(new Scratch(data).folder("engine"));
    Path strange = Files.createDirectories(data.resolve("tmp/mine"));

    new Scratch(data).sweep();

    assertThat(left.getParent()).doesNotExist();
    assertThat(ours).exists();
    assertThat(strange).exists();
  }

  @Test
  void a_process_that_ends_in_order_leaves_nothing() throws IOException {
    Scratch scratch = new Scratch(data);
    Files.writeString(Files.createDirectories(scratch.folder("cache")).resolve("copy"), "copy");
    Path other = Files.createDirectories(data.resolve("tmp/1/cache"));

    scratch.leave();

    assertThat(scratch.folder("")).doesNotExist();
    assertThat(other).exists();
  }

  @Test
  void nothing_to_sweep_is_no_failure() {
    new Scratch(data.resolve("absent")).sweep();
    assertThat(data.resolve("absent")).doesNotExist();
  }
}
