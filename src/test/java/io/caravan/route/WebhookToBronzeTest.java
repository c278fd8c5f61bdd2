package io.caravan.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.caravan.record.DatasetName;
import io.caravan.webhook.WebhookServer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class WebhookToBronzeTest {
  private static final String ROUTES = "webhook-to-bronze.camel.yaml";
  // What URIs and placeholders would bend if they could.
  private static final String SECRET = "p+q/r=s%41&t?u#v w{x}";
  @TempDir static Path folder;
  private static StreamParts parts;
  private static WebhookServer server;

  @BeforeAll
  static void start() {
    parts = new StreamParts(folder);
    server = new WebhookServer(URI.create("http://127.0.0.1:0"), 64 << 20);
  }

  @AfterAll
  static void stop() {
    server.close();
    parts.close();
  }

  private static StreamParts.Running run(String name, String... more) {
    Map<String, String> properties =
        new TreeMap<>(
            Map.of("secret", SECRET, "inbox", name + "-inbox", "table", name.replace('-', '_')));
    for (int i = 0; i < more.length; i += 2) {
      if (more[i + 1] == null) {
        properties.remove(more[i]);
      } else {
        properties.put(more[i], more[i + 1]);
      }
    }
    return parts.run(ROUTES, properties, Map.of("webhooks", server));
  }

  private static Sender sender() {
    return new Sender(server.port(), "/hooks/test", SECRET);
  }

  private static List<String> query(String table, String sql) {
    return parts.lake.query(new DatasetName("bronze", table), sql);
  }

  private static void awaitRows(String table, long rows) {
    await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(
            () ->
                assertThat(query(table, "select count(*) from %s"))
                    .containsExactly("[" + rows + "]"));
  }

  private static void awaitNothingLeft(StreamParts.Running running, long in) {
    var status = running.streams.of("bronze.hooks").orElseThrow();
    await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(
            () -> {
              assertThat(status.lag()).isZero();
              assertThat(status.in()).isEqualTo(in);
            });
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Test
  void bodies_of_any_type_arrive_byte_for_byte_with_the_headers_that_are_allowed_and_no_other() {
    byte[] odd = {(byte) 0xff, 0, (byte) 0x80, '\r', '\n'};
    try (var running = run("exact", "inbox", null)) {
      assertThat(
              sender()
                  .send("1", bytes("{ \"b\": 1.0,\n \"b\":2 }"), "Content-Type", "application/json")
                  .body())
          .isEqualTo("{\"accepted\":true,\"id\":\"1\"}");
      sender()
          .send(
              "2", bytes("b=1&a=%20x&a=2+3"), "Content-Type", "application/x-www-form-urlencoded");
      sender().send("3", odd, "Content-Type", "application/weird", "Content-Encoding", "gzip");
      sender()
          .send(
              "4",
              new byte[0],
              "X-GitHub-Event",
              "ping",
              "x-request-ID",
              "r4",
              "CamelFileName",
              "../x",
              "camelhttppath",
              "y",
              "kafka.OVERRIDE_TOPIC",
              "elsewhere",
              "Authorization",
              "Bearer canary",
              "Cookie",
              "canary");
      awaitRows("exact", 4);
    }
    assertThat(query("exact", "select _key, payload, _encoding, _topic from %s order by 1"))
        .containsExactly(
            "[1, { \"b\": 1.0,\n \"b\":2 }, null, bronze.hooks-inbox]",
            "[2, b=1&a=%20x&a=2+3, null, bronze.hooks-inbox]",
            "[3, /wCADQo=, base64, bronze.hooks-inbox]",
            "[4, , null, bronze.hooks-inbox]");
    assertThat(query("exact", "select _headers from %s order by _key"))
        .map(row -> row.replaceAll("\\{\"name\":\"user-agent\",\"value\":\"Java[^}]*},?", ""))
        .map(row -> row.replaceAll("\\{\"name\":\"x-github-delivery\",\"value\":\"[1-4]\"},?", ""))
        .containsExactly(
            "[[{\"name\":\"content-type\",\"value\":\"application/json\"},]]",
            "[[{\"name\":\"content-type\",\"value\":\"application/x-www-form-urlencoded\"},]]",
            "[[{\"name\":\"content-encoding\",\"value\":\"gzip\"},{\"name\":\"content-type\",\"value\":\"application/weird\"},]]",
            "[[{\"name\":\"x-github-event\",\"value\":\"ping\"},{\"name\":\"x-request-id\",\"value\":\"r4\"}]]");
    assertThat(query("exact", "select count(*) from %s where abs(epoch(now() - _timestamp)) < 60"))
        .containsExactly("[4]");
  }

  @Test
  void a_delivery_that_comes_ten_times_at_once_and_again_after_restarts_is_one_row() {
    byte[] body = bytes("{\"n\":1}");
    try (var running = run("once")) {
      List<CompletableFuture<HttpResponse<String>>> answers =
          IntStream.range(0, 10).mapToObj(i -> sender().begin("same", body)).toList();
      assertThat(answers)
          .allSatisfy(answer -> assertThat(answer.join().statusCode()).isEqualTo(200));
      assertThat(answers.stream().filter(a -> !a.join().body().contains("repeated"))).hasSize(1);
      assertThat(sender().send("same", bytes("{\"n\":2}")).statusCode()).isEqualTo(409);
      awaitRows("once", 1);
    }
    try (var running = run("once")) {
      assertThat(sender().send("same", body).body()).contains("\"repeated\":true");
      assertThat(sender().send("same", bytes("{\"n\":2}")).statusCode()).isEqualTo(409);
      assertThat(sender().send("other", body).statusCode()).isEqualTo(200);
      awaitRows("once", 2);
    }
    assertThat(parts.read("once-inbox")).hasSize(2);
  }

  @Test
  void what_lies_in_the_inbox_twice_lands_once_and_another_body_of_the_same_id_is_a_dead_letter() {
    parts.topic("twice-inbox", 2);
    // As a second process writes them, and a broker whose answer was lost.
    for (int i = 0; i < 30; i++) {
      twice("a" + i % 10, "{\"n\":" + i % 10 + "}", i % 10 % 2);
    }
    twice("a3", "{\"n\":\"other\"}", 1);
    try (var running = run("twice")) {
      awaitNothingLeft(running, 11);
      assertThat(running.streams.of("bronze.hooks").orElseThrow().dead()).isEqualTo(1);
    }
    twice("a4", "{\"n\":4}", 0);
    twice("new", "{}", 0);
    try (var running = run("twice")) {
      awaitNothingLeft(running, 12);
    }
    assertThat(query("twice", "select count(*), count(distinct _key) from %s"))
        .containsExactly("[11, 11]");
    assertThat(parts.texts("twice-inbox-dlq"))
        .singleElement()
        .asString()
        .contains("its id has come before, at offset", "\\\"other\\\"");
  }

  private static void twice(String id, String body, int partition) {
    parts.producer.send(new ProducerRecord<>("twice-inbox", partition, bytes(id), bytes(body)));
    parts.producer.flush();
  }

  @Test
  void while_routes_come_and_go_every_delivery_that_was_accepted_is_a_row_and_no_other() {
    Random random = new Random(7);
    List<String> accepted = new ArrayList<>();
    int number = 0;
    for (int round = 0; round < 4; round++) {
      try (var running = run("coming-and-going", "partitions", "3")) {
        List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
        int first = number;
        for (int i = 0; i < 50; i++, number++) {
          // Every fifth comes again at once.
          int id = i % 5 == 4 ? number - 1 : number;
          answers.add(sender().begin("d" + id, bytes("{\"n\":" + id + "}")));
        }
        if (round % 2 == 0) {
          // The route is stopped among them.
          answers.get(random.nextInt(50)).join();
          running.close();
        }
        for (int i = 0; i < 50; i++) {
          if (answers.get(i).handle((a, e) -> e == null && a.statusCode() == 200).join()) {
            accepted.add("[d" + (i % 5 == 4 ? first + i - 1 : first + i) + "]");
          }
        }
      }
    }
    assertThat(accepted).hasSizeGreaterThan(50);
    try (var running = run("coming-and-going", "partitions", "3")) {
      awaitNothingLeft(running, accepted.stream().distinct().count());
    }
    assertThat(query("coming_and_going", "select _key from %s"))
        .containsExactlyInAnyOrderElementsOf(accepted.stream().distinct().toList());
  }

  /**
   * {@code npm pack @octokit/webhooks-examples}, unpack it, and name its {@code
   * api.github.com/index.json}.
   */
  @Test
  @EnabledIfSystemProperty(named = "caravan.github.examples", matches = ".+")
  void the_payloads_that_github_publishes_arrive_with_the_same_hash_and_repeated_once()
      throws IOException {
    ObjectMapper json = new ObjectMapper();
    List<String> hashes = new ArrayList<>();
    int payloads = 0;
    try (var running = run("github")) {
      for (JsonNode event :
          json.readTree(Path.of(System.getProperty("caravan.github.examples")).toFile())) {
        for (JsonNode example : event.get("examples")) {
          byte[] body = json.writeValueAsBytes(example);
          String id = "github-" + payloads++;
          hashes.add("[" + HexFormat.of().formatHex(sha256(body)) + "]");
          String name = event.get("name").asText();
          assertThat(sender().send(id, body, "X-GitHub-Event", name).statusCode()).isEqualTo(200);
          if (payloads % 3 == 0) {
            assertThat(sender().send(id, body, "X-GitHub-Event", name).body()).contains("repeated");
          }
        }
      }
      awaitNothingLeft(running, payloads);
    }
    assertThat(payloads).isGreaterThan(300);
    assertThat(query("github", "select sha256(payload) from %s"))
        .containsExactlyInAnyOrderElementsOf(hashes);
    assertThat(query("github", "select count(*) from %s where json_valid(payload)"))
        .containsExactly("[" + payloads + "]");
  }

  private static byte[] sha256(byte[] body) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(body);
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }
}
