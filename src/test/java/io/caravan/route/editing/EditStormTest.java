package io.caravan.route.editing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.caravan.route.editing.FileState.Status;
import io.caravan.route.editing.RouteFiles.Options;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.camel.Processor;
import org.apache.camel.Route;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Random edits, half of them broken, saved in all the ways editors save, while messages flow. */
class EditStormTest {
  private static final int EDITS = Integer.getInteger("caravan.test.edits", 200);
  private static final int ROUTES = 6;
  private static final Duration LONG = Duration.ofSeconds(30);

  @TempDir private Path project;
  private final Map<String, AtomicLong> received = new ConcurrentHashMap<>();
  private final DefaultCamelContext context = new DefaultCamelContext();
  private final TreeMap<Integer, Integer> running = new TreeMap<>();

  @Test
  void a_broken_edit_never_stops_what_runs_and_a_right_one_takes_over() throws IOException {
    long seed = Long.getLong("caravan.test.seed", System.nanoTime());
    System.out.println("Edit storm: replay with -Dcaravan.test.seed=" + seed);
    Random random = new Random(seed);
    context
        .getRegistry()
        .bind(
            "received",
            (Processor)
                exchange ->
                    received
                        .computeIfAbsent(
                            exchange.getMessage().getBody(String.class), key -> new AtomicLong())
                        .incrementAndGet());
    context.start();
    save(random, Path.of("kamelets/mark-sink.kamelet.yaml"), kamelet(0));
    for (int route = 0; route < ROUTES; route++) {
      save(random, file(route), right(route, 0));
      running.put(route, 0);
    }
    List<Long> millis = new ArrayList<>();
    try (LiveRoutes live =
        new RouteFiles(project.resolve("routes"))
            .run(context, Clock.systemUTC(), new Options(true, Duration.ofMillis(50), LONG))) {
      for (int edit = 1; edit <= EDITS; edit++) {
        edit(random, edit, live, millis);
      }
    }
    context.stop();
    millis.sort(null);
    System.out.printf(
        "Edit storm: %d edits, live after %d ms (median), %d ms (95 %%), %d ms (worst)%n",
        EDITS,
        millis.get(millis.size() / 2),
        millis.get(millis.size() * 95 / 100),
        millis.get(millis.size() - 1));
  }

  private void edit(Random random, int edit, LiveRoutes live, List<Long> millis)
      throws IOException {
    int route = random.nextInt(ROUTES);
    Map<Integer, Route> others = new TreeMap<>();
    running.keySet().stream()
        .filter(other -> other != route)
        .forEach(other -> others.put(other, context.getRoute("bronze.r" + other)));
    long saved = System.nanoTime();
    if (random.nextBoolean()) {
      save(random, file(route), broken(random, route, edit));
      await()
          .atMost(LONG)
          .until(() -> status(live, route) == Status.REFUSED && contentSeen(live, edit));
      assertThat(live.state().files().get(name(route)).problems()).isNotEmpty();
    } else if (running.containsKey(route) && random.nextInt(8) == 0) {
      Files.delete(project.resolve("routes").resolve(file(route)));
      running.remove(route);
      await().atMost(LONG).until(() -> context.getRoute("bronze.r" + route) == null);
    } else {
      save(random, file(route), right(route, edit));
      running.put(route, edit);
      await().pollInterval(Duration.ofMillis(5)).atMost(LONG).until(() -> count(route) > 0);
      millis.add((System.nanoTime() - saved) / 1_000_000);
      await().atMost(LONG).until(() -> status(live, route) == Status.LIVE);
    }
    Map<Integer, Long> before = new TreeMap<>();
    running.keySet().forEach(each -> before.put(each, count(each)));
    await()
        .atMost(LONG)
        .until(() -> running.keySet().stream().allMatch(each -> count(each) > before.get(each)));
    assertThat(others)
        .allSatisfy((other, was) -> assertThat(context.getRoute("bronze.r" + other)).isSameAs(was));
    assertThat(
            context.getRoutes().stream()
                .map(Route::getId)
                .filter(id -> id.startsWith("bronze."))
                .toList())
        .containsExactlyInAnyOrderElementsOf(
            running.keySet().stream().map(each -> "bronze.r" + each).toList());
  }

  private long count(int route) {
    return received.getOrDefault("r" + route + " v" + running.get(route), new AtomicLong()).get();
  }

  private static boolean contentSeen(LiveRoutes live, int edit) {
    return live.state().files().values().stream()
        .flatMap(file -> file.problems().stream())
        .anyMatch(problem -> problem.toString().contains("e" + edit + "e"));
  }

  private static Status status(LiveRoutes live, int route) {
    FileState state = live.state().files().get(name(route));
    return state == null ? Status.WAITING : state.status();
  }

  private static Path file(int route) {
    return Path.of("bronze/r" + route + ".camel.yaml");
  }

  private static String name(int route) {
    return "routes/bronze/r" + route + ".camel.yaml";
  }

  private static String right(int route, int edit) {
    return """
        - route:
            id: bronze.r%d
            from:
              uri: timer:r%d
              parameters: {period: 10, delay: 0}
              steps:
                - to: {uri: kamelet:mark-sink, parameters: {text: r%d v%d}}
        """
        .formatted(route, route, route, edit);
  }

  /** A mistake of some kind whose report names this edit. */
  private static String broken(Random random, int route, int edit) {
    String right = right(route, edit);
    String mark = "e" + edit + "e";
    return switch (random.nextInt(7)) {
      case 0 -> right.replace("kamelet:mark-sink", "kamelet:" + mark + "-sink");
      case 1 -> right.replace("{text:", "{" + mark + ": x, text:");
      case 2 -> right.replace("period: 10", "period: " + mark);
      case 3 -> right.replace("- to:", "- " + mark + ":");
      case 4 -> right.replace("timer:r", mark + ":r");
      case 5 -> right.replaceFirst("text: r\\d+ v\\d+", "text: '{{" + mark + "}}'");
      default -> right.replace("bronze.r" + route, "bronze.r" + (route + 1) + mark);
    };
  }

  private static String kamelet(int version) {
    return """
        apiVersion: camel.apache.org/v1
        kind: Kamelet
        metadata:
          name: mark-sink
        spec:
          definition:
            required: [text]
            properties:
              text: {title: Text of version %d, type: string}
          template:
            from:
              uri: kamelet:source
              steps:
                - setBody:
                    constant: "{{text}}"
                - process: {ref: received}
        """
        .formatted(version);
  }

  /** At once, by a temporary file, or in two halves. */
  private void save(Random random, Path name, String text) throws IOException {
    Path file = project.resolve("routes").resolve(name);
    Files.createDirectories(file.getParent());
    switch (random.nextInt(3)) {
      case 0 -> Files.writeString(file, text);
      case 1 -> {
        Path temporary = file.resolveSibling("." + file.getFileName() + ".tmp");
        Files.writeString(temporary, text);
        Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
      }
      default -> {
        Files.writeString(file, text.substring(0, text.length() / 2));
        Files.writeString(file, text.replace("\n", "\r\n"));
      }
    }
  }
}
