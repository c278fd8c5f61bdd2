import com.sun.management.OperatingSystemMXBean;
import io.caravan.command.Caravan;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The same command several times in one process, each time from the same data: {@code Warm TIMES DATA START CODES COMMAND...}. Prints
 * one JSON line a time. DATA is emptied before each, or replaced by a copy of START when that is not "-"; CODES are the exit codes
 * that are expected.
 */
final class Warm {
  private Warm() {}

  public static void main(String[] arguments) throws IOException {
    Path data = Path.of(arguments[1]);
    Set<String> codes = Arrays.stream(arguments[3].split(",")).collect(Collectors.toSet());
    String[] command = Arrays.copyOfRange(arguments, 4, arguments.length);
    for (int i = 0; i < Integer.parseInt(arguments[0]); i++) {
      delete(data);
      if (!arguments[2].equals("-")) {
        copy(Path.of(arguments[2]), data);
      }
      System.gc();
      long cpu = cpu();
      long wall = System.nanoTime();
      int code = Caravan.execute(command);
      System.out.printf(
          "{\"cpu_s\": %.3f, \"wall_s\": %.3f, \"rss_mib\": %d}%n", (cpu() - cpu) / 1e9, (System.nanoTime() - wall) / 1e9, peak());
      if (!codes.contains(Integer.toString(code))) {
        System.out.println("Exit code " + code + " of " + List.of(command));
        System.exit(1);
      }
    }
    System.exit(0);
  }

  private static long cpu() {
    return ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getProcessCpuTime();
  }

  /** Most memory that this process has had, in MiB; 0 where the system does not say. */
  private static long peak() throws IOException {
    Path status = Path.of("/proc/self/status");
    if (!Files.exists(status)) {
      return 0;
    }
    return Files.readAllLines(status).stream().filter(l -> l.startsWith("VmHWM:")).mapToLong(l -> Long.parseLong(l.replaceAll("\\D", ""))).sum() >> 10;
  }

  private static void delete(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(each);
      }
    }
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> all = Files.walk(from)) {
      for (Path each : all.toList()) {
        Files.copy(each, to.resolve(from.relativize(each).toString()));
      }
    }
  }
}
