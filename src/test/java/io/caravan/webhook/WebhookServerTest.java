package io.caravan.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.caravan.embedded.EmbeddedKafka;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class WebhookServerTest {
  private static final int LARGEST = 300_000;
  private static final Duration BODY_TIME = Duration.ofMillis(700);
  @TempDir static Path folder;
  private static EmbeddedKafka kafka;
  private static int topics;
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private WebhookServer server;
  private Inbox inbox;
  private Hook hook;

  @BeforeAll
  static void start() {
    kafka = EmbeddedKafka.start(folder.resolve("kafka"), 0);
  }

  @AfterAll
  static void stop() {
    kafka.close();
  }

  @BeforeEach
  void open() {
    server = new WebhookServer(URI.create("http://127.0.0.1:0"), 1_000_000);
    open(1);
  }

  private void open(int inFlight) {
    String brokers = kafka.brokers();
    inbox =
        new Inbox(
            new Inbox.Settings("inbox-" + topics++, 1, 1000, LARGEST, Duration.ofSeconds(2)),
            () -> Map.of("bootstrap.servers", brokers));
    Scheme unsigned = Scheme.unsigned().identifiedBy(Scheme.Identity.header("x-id"));
    hook =
        new Hook(
            "/in",
            new Verifier(unsigned, List.of(), Duration.ofMinutes(5)),
            new Hook.Limits(LARGEST, BODY_TIME, inFlight),
            List.of(),
            inbox,
            Clock.systemUTC());
    server.add(hook);
    inbox.open(Duration.ofSeconds(30));
  }

  @AfterEach
  void close() {
    server.remove(hook);
    inbox.close();
    server.close();
  }

  private HttpRequest.Builder post(String path, String id, HttpRequest.BodyPublisher body) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path))
        .header("x-id", id)
        .POST(body);
  }

  private HttpResponse<String> send(HttpRequest.Builder request)
      throws IOException, InterruptedException {
    return client.send(request.build(), BodyHandlers.ofString());
  }

  private String raw(String... pieces) throws IOException {
    try (Socket socket = new Socket("127.0.0.1", server.port())) {
      socket.setSoTimeout(20_000);
      for (String piece : pieces) {
        socket.getOutputStream().write(piece.getBytes(StandardCharsets.ISO_8859_1));
        socket.getOutputStream().flush();
      }
      InputStream in = socket.getInputStream();
      return new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
    }
  }

  @Test
  void what_cannot_be_taken_is_answered_with_its_reason() throws Exception {
    byte[] large = new byte[LARGEST + 1];
    record Case(HttpRequest.Builder request, int status, String error) {}
    List<Case> cases =
        List.of(
            new Case(post("/nowhere", "1", BodyPublishers.ofString("x")), 404, "path"),
            new Case(post("/in/", "1", BodyPublishers.ofString("x")), 404, "path"),
            new Case(post("/in", "1", BodyPublishers.noBody()).GET(), 405, "method"),
            new Case(
                post("/in", "1", BodyPublishers.noBody()).PUT(BodyPublishers.ofString("x")),
                405,
                "method"),
            new Case(post("/in", "1", BodyPublishers.ofByteArray(large)), 413, "size"),
            new Case(
                post(
                    "/in",
                    "1",
                    BodyPublishers.ofInputStream(() -> new java.io.ByteArrayInputStream(large))),
                413,
                "size"),
            new Case(
                post("/in", "1", BodyPublishers.ofString("x")).header("x-long", "y".repeat(20_000)),
                431,
                "headers"),
            new Case(post("/in", "b".repeat(201), BodyPublishers.ofString("x")), 400, "id"));
    for (Case each : cases) {
      HttpResponse<String> answer = send(each.request);
      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(each.status);
      assertThat(answer.body())
          .startsWith("{\"accepted\":false,\"error\":\"" + each.error + "\",\"message\":\"Cannot ");
      assertThat(answer.headers().firstValue("content-type")).contains("application/json");
    }
    assertThat(send(cases.get(2).request).headers().firstValue("allow")).contains("POST");
    // The largest that is allowed goes through, and nothing of all this is still in memory.
    assertThat(send(post("/in", "1", BodyPublishers.ofByteArray(new byte[LARGEST]))).statusCode())
        .isEqualTo(200);
    await().until(() -> server.memoryTaken() == 0);
  }

  @Test
  void a_body_that_comes_too_slowly_is_given_up_while_others_are_served() throws Exception {
    List<Socket> slow = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      Socket socket = new Socket("127.0.0.1", server.port());
      socket.setSoTimeout(20_000);
      socket
          .getOutputStream()
          .write(
              "POST /in HTTP/1.1\r\nHost: x\r\nx-id: s\r\nContent-Length: 9\r\n\r\n{"
                  .getBytes(StandardCharsets.US_ASCII));
      slow.add(socket);
    }
    // Whoever begins while the quick one is on its way may be told to come again.
    await().until(() -> server.memoryTaken() == 20);
    assertThat(send(post("/in", "quick", BodyPublishers.ofString("x"))).statusCode())
        .isEqualTo(200);
    for (Socket socket : slow) {
      try (socket) {
        assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1))
            .startsWith("HTTP/1.1 408 ")
            .contains("\"error\":\"time\"");
      }
    }
    await().until(() -> server.memoryTaken() == 0);
  }

  @Test
  void what_is_no_http_is_refused_and_an_endless_body_is_cut_off() throws Exception {
    assertThat(raw("\u0016\u0003\u0001nonsense\r\n\r\n")).contains(" 400 ", "it is no HTTP");
    StringBuilder endless =
        new StringBuilder("POST /in HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n");
    String chunk = "2000\r\n" + "x".repeat(0x2000) + "\r\n";
    endless.append(chunk.repeat(LARGEST / 0x2000 + 2));
    assertThat(raw(endless.toString())).startsWith("HTTP/1.1 413 ");
  }

  @Test
  void an_expectation_is_answered_before_the_body_is_sent() throws Exception {
    String head = "POST /in HTTP/1.1\r\nHost: x\r\nx-id: e\r\nExpect: 100-continue\r\n";
    assertThat(raw(head + "Connection: close\r\nContent-Length: 1\r\n\r\n", "x"))
        .startsWith("HTTP/1.1 100 ")
        .contains("HTTP/1.1 200 ");
    assertThat(raw(head + "Content-Length: 999999\r\n\r\n")).startsWith("HTTP/1.1 413 ");
  }

  @Test
  void beyond_what_is_allowed_in_flight_or_in_memory_senders_are_told_to_come_again()
      throws Exception {
    List<Integer> statuses = new ArrayList<>();
    await()
        .atMost(Duration.ofSeconds(30))
        .until(
            () -> {
              List<CompletableFuture<HttpResponse<String>>> answers =
                  IntStream.range(0, 50)
                      .mapToObj(
                          i ->
                              client.sendAsync(
                                  post(
                                          "/in",
                                          statuses.size() + "-" + i,
                                          BodyPublishers.ofByteArray(new byte[2000]))
                                      .build(),
                                  BodyHandlers.ofString()))
                      .toList();
              for (CompletableFuture<HttpResponse<String>> answer : answers) {
                statuses.add(answer.join().statusCode());
                if (answer.join().statusCode() == 429) {
                  assertThat(answer.join().headers().firstValue("retry-after")).contains("1");
                }
              }
              return statuses.contains(429);
            });
    assertThat(statuses).containsOnly(200, 429).contains(200);
  }

  @Test
  void while_the_brokers_are_away_nothing_is_accepted_and_when_they_are_back_everything_is()
      throws Exception {
    int port = kafka.port();
    assertThat(send(post("/in", "before", BodyPublishers.ofString("x"))).statusCode())
        .isEqualTo(200);
    kafka.close();
    for (int i = 0; i < 5; i++) {
      HttpResponse<String> answer = send(post("/in", "away", BodyPublishers.ofString("x")));
      assertThat(answer.statusCode()).isEqualTo(503);
      assertThat(answer.headers().firstValue("retry-after")).contains("5");
    }
    kafka = EmbeddedKafka.start(folder.resolve("kafka"), port);
    await()
        .atMost(Duration.ofSeconds(60))
        .until(() -> send(post("/in", "away", BodyPublishers.ofString("x"))).statusCode() == 200);
    assertThat(send(post("/in", "before", BodyPublishers.ofString("x"))).body())
        .contains("repeated");
  }

  @Test
  void a_path_whose_route_is_away_for_a_moment_says_so() throws Exception {
    server.remove(hook);
    HttpResponse<String> answer = send(post("/in", "1", BodyPublishers.ofString("x")));
    assertThat(answer.statusCode()).isEqualTo(503);
    server.add(hook);
    assertThat(send(post("/in", "1", BodyPublishers.ofString("x"))).statusCode()).isEqualTo(200);
  }
}
