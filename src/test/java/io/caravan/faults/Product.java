package io.caravan.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/** {@code caravan run} as a process of its own, started by the launcher, that can be killed. */
final class Product implements AutoCloseable {
  static final int KILLED_AT_A_POINT = 137;
  private static final String LAUNCHER = Path.of("caravan").toAbsolutePath().toString();
  private final Process process;
  private final Path log;
  private final long startedNanos = System.nanoTime();

  private Product(Process process, Path log) {
    this.process = process;
    this.log = log;
  }

  /**
   * Lets the launcher do what it does once after each build, so that no start is measured by it.
   */
  static void prepare() {
    try {
      Process once = new ProcessBuilder(LAUNCHER, "--version").start();
      String said = new String(once.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(once.waitFor()).as(said).isZero();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  static Product start(FaultProject project) {
    return start(project, Map.of(), "");
  }

  /**
   * @param more settings beside the project's
   * @param fault as a system property, {@code caravan.kill=NAME:n}; empty for none
   */
  static Product start(FaultProject project, Map<String, String> more, String fault) {
    return start(project, more, fault, "run");
  }

  /**
   * @param words the command, and what it is told beside the project's settings
   */
  static Product start(
      FaultProject project, Map<String, String> more, String fault, String... words) {
    List<String> flags = new ArrayList<>();
    flags.add("-Duser.timezone=UTC");
    flags.add("-Djava.io.tmpdir=" + project.temporary());
    if (!Profile.current().isLong()) {
      flags.add("-XX:TieredStopAtLevel=1"); // half the work; the long form starts as users do
    }
    if (!fault.isEmpty()) {
      flags.add("-D" + fault);
    }
    List<String> command = new ArrayList<>(List.of(LAUNCHER));
    command.addAll(List.of(words));
    command.addAll(List.of("--project", project.folder().toString()));
    Map<String, String> settings = new TreeMap<>(project.settings());
    settings.putAll(more);
    settings.forEach((key, value) -> command.addAll(List.of("--set", key + "=" + value)));
    try {
      Path log = Files.createTempFile(project.folder(), "run-", ".log");
      ProcessBuilder builder =
          new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
      builder.environment().putAll(project.environment());
      builder.environment().put("JAVA_OPTS", String.join(" ", flags));
      return new Product(builder.start(), log);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Duration age() {
    return Duration.ofNanos(System.nanoTime() - startedNanos);
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** By the process's own, for {@code SIGSTOP} and {@code SIGCONT}. */
  void signal(String name) {
    try {
      assertThat(
              new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                  .start()
                  .waitFor())
          .isZero();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** True when the process stands still by {@code SIGSTOP}. */
  boolean isStopped() {
    try {
      String stat = Files.readString(Path.of("/proc/" + process.pid() + "/stat"));
      return stat.substring(stat.lastIndexOf(')') + 2).startsWith("T");
    } catch (IOException gone) {
      return false;
    }
  }

  /** How many threads it has. */
  int threads() {
    String[] tasks = Path.of("/proc/" + process.pid() + "/task").toFile().list();
    return tasks == null ? 0 : tasks.length;
  }

  /** The most memory that it had so far, heap and all, as the system says it. */
  String mostMemory() {
    try {
      return Files.readAllLines(Path.of("/proc/" + process.pid() + "/status")).stream()
          .filter(line -> line.startsWith("VmHWM:"))
          .findFirst()
          .orElse("VmHWM: ?")
          .substring(6)
          .strip();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void kill() {
    process.toHandle().destroyForcibly();
    awaitEnd(Duration.ofSeconds(20));
  }

  /** Asks the process to end in order. */
  int terminate() {
    process.toHandle().destroy();
    return awaitEnd(Duration.ofSeconds(60));
  }

  int awaitEnd(Duration patience) {
    try {
      if (!process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new AssertionError("It has not ended after " + patience + ":\n" + said());
      }
      return process.exitValue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** The end of what it has printed. */
  String said() {
    String all = log();
    return all.substring(Math.max(0, all.length() - 6000));
  }

  /** All that it has printed. */
  String log() {
    try {
      return Files.readString(log);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    process.toHandle().destroyForcibly();
  }
}
