package io.caravan.faults;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * A sender of numbered, signed deliveries: one that is not answered with 2xx is sent again until it
 * is, at another address if there are several, and some that were are sent again nevertheless.
 */
final class Deliveries implements AutoCloseable {
  private static final int SENDERS = 3;
  private final HttpClient client =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(2))
          .build();
  private final List<URI> addresses;
  private final String secret;
  private final ExecutorService threads = Executors.newFixedThreadPool(SENDERS);
  private final AtomicInteger next = new AtomicInteger();
  private final Map<Integer, Boolean> accepted = new ConcurrentHashMap<>();
  private final Map<Integer, AtomicInteger> answers = new ConcurrentHashMap<>();
  private final List<Future<Void>> sending = new ArrayList<>();
  private volatile boolean open;

  Deliveries(List<URI> addresses, String secret) {
    this.addresses = addresses;
    this.secret = secret;
  }

  static String id(int n) {
    return "d-" + n;
  }

  static String body(int n) {
    return "{\"delivery\": %d,  \"text\": \"äöü %s\"}".formatted(n, "x".repeat(n % 300));
  }

  /** Sends about so many a second from now on. */
  void begin(int rate, long seed) {
    open = true;
    for (int i = 0; i < SENDERS; i++) {
      Random random = new Random(seed + i);
      sending.add(threads.submit(() -> send(rate, random)));
    }
  }

  private Void send(int rate, Random random) throws InterruptedException {
    while (open) {
      int n = next.getAndIncrement();
      untilAccepted(n);
      if (random.nextInt(10) == 0) {
        untilAccepted(Math.max(0, n - random.nextInt(100)));
      }
      TimeUnit.MICROSECONDS.sleep(1_000_000L * SENDERS / rate);
    }
    return null;
  }

  private void untilAccepted(int n) throws InterruptedException {
    for (int attempt = 0; ; attempt++) {
      int status = post(n, addresses.get((n + attempt) % addresses.size()));
      answers.computeIfAbsent(status, none -> new AtomicInteger()).incrementAndGet();
      if (status == 200) {
        accepted.put(n, true);
        return;
      }
      if (status != 0 && status != 429 && status != 503) {
        throw new IllegalStateException("Delivery " + n + " was answered with " + status);
      }
      TimeUnit.MILLISECONDS.sleep(150);
    }
  }

  /** The status; 0 when nobody answers. */
  private int post(int n, URI address) throws InterruptedException {
    byte[] body = body(n).getBytes(StandardCharsets.UTF_8);
    HttpRequest request =
        HttpRequest.newBuilder(address)
            .timeout(Duration.ofSeconds(5))
            .header("X-GitHub-Delivery", id(n))
            .header("X-Hub-Signature-256", signature(secret, body))
            .header("kafka.OVERRIDE_TOPIC", "stolen")
            .header("CamelKafkaTopic", "stolen")
            .POST(HttpRequest.BodyPublishers.ofByteArray(body))
            .build();
    try {
      return client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
    } catch (IOException nobodyAnswers) {
      return 0;
    }
  }

  static String signature(String secret, byte[] body) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
      return "sha256=" + HexFormat.of().formatHex(mac.doFinal(body));
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  /** Lets everything that was begun be accepted; somebody must be there to take it. */
  void rest() {
    open = false;
    sending.forEach(
        sender -> {
          try {
            sender.get(60, TimeUnit.SECONDS);
          } catch (InterruptedException | ExecutionException | TimeoutException e) {
            throw new AssertionError("A sender has failed: " + answers, e);
          }
        });
    sending.clear();
  }

  /** How many deliveries there are: {@code 0 .. count - 1}. */
  int count() {
    if (accepted.size() != next.get()) {
      throw new AssertionError(accepted.size() + " of " + next + " deliveries were accepted");
    }
    return next.get();
  }

  /** How often each status was answered; 0 for no answer. */
  Map<Integer, AtomicInteger> answers() {
    return new TreeMap<>(answers);
  }

  @Override
  public void close() {
    open = false;
    threads.shutdownNow();
  }
}
