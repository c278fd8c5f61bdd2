package io.caravan.embedded;

import io.caravan.embedded.SampleRepositories.Happening;
import io.caravan.record.WorldException;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the sample shop's repositories tell, signed and posted as GitHub does it: one in twenty
 * comes twice, one in forty as a form, and now and then somebody tries with a secret that is wrong.
 */
public final class SampleDeliveries implements AutoCloseable {
  static final long HOOK = 4_711_001;
  private static final Logger LOG = LoggerFactory.getLogger(SampleDeliveries.class);
  private static final int FIRST_DELIVERIES = 240;
  private static final int REFUSED_EVERY = 48;
  private static final int REPEATED_EVERY = 20;
  private static final int FORM_EVERY = 40;
  private static final Instant FIRST = Instant.parse("2026-01-05T08:00:00Z");
  private static final Duration ROUTE_COMES = Duration.ofSeconds(20);
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final URI hook;
  private final String secret;
  private final ScheduledExecutorService day =
      Executors.newSingleThreadScheduledExecutor(SampleDeliveries::thread);

  /**
   * @param hook where GitHub would post
   * @param secret what it would sign with
   */
  public SampleDeliveries(URI hook, String secret) {
    this.hook = hook;
    this.secret = secret;
  }

  /**
   * The first deliveries, all of which have been answered.
   *
   * @param ids what all of their ids begin with
   * @param accepted different ones that were accepted
   * @param repeated times that one of them was sent again
   * @param refused those that were refused, as they should be
   */
  public record First(String ids, int accepted, int repeated, int refused) {}

  /**
   * Posts the first deliveries. They are the same ones each time: those that came in another round
   * come again.
   *
   * @throws WorldException when one is not answered as it must be
   */
  public First first() {
    Random random = new Random(4);
    SampleRepositories repositories = new SampleRepositories(random);
    String ids = "5a3b1e00-";
    int accepted = 0;
    int repeated = 0;
    int refused = 0;
    for (int i = 0; i < FIRST_DELIVERIES; i++) {
      Happening happening =
          i == 0 ? repositories.ping() : repositories.next(FIRST.plusSeconds(600L * i));
      String id = ids + "4000-8000-8000-%012x".formatted(i);
      boolean form = i % FORM_EVERY == 1;
      if (i % REFUSED_EVERY == 2) {
        expect(401, deliver(id, happening, form, secret + "?"), id);
        refused++;
        continue;
      }
      expect(200, deliver(id, happening, form, secret), id);
      accepted++;
      if (i % REPEATED_EVERY == 3) {
        expect(200, deliver(id, happening, form, secret), id);
        repeated++;
      }
    }
    return new First(ids, accepted, repeated, refused);
  }

  /** Work goes on: a delivery or two a second. */
  public void happen() {
    Random random = new Random();
    SampleRepositories repositories = new SampleRepositories(random);
    day.scheduleWithFixedDelay(
        () -> oneMoment(repositories, random), 700, 700, TimeUnit.MILLISECONDS);
  }

  private void oneMoment(SampleRepositories repositories, Random random) {
    try {
      Happening happening =
          repositories.next(Instant.now().truncatedTo(java.time.temporal.ChronoUnit.SECONDS));
      String id = UUID.randomUUID().toString();
      boolean form = random.nextInt(FORM_EVERY) == 0;
      String signedWith = random.nextInt(REFUSED_EVERY) == 0 ? secret + "?" : secret;
      deliver(id, happening, form, signedWith);
      if (random.nextInt(REPEATED_EVERY) == 0) {
        deliver(id, happening, form, signedWith);
      }
    } catch (RuntimeException e) {
      LOG.warn("GitHub would deliver again later: {}", e.getMessage());
    }
  }

  private static void expect(int status, HttpResponse<String> answer, String id) {
    if (answer.statusCode() != status) {
      throw new WorldException(
          "Cannot deliver %s: it was answered with %d (%s), not %d."
              .formatted(id, answer.statusCode(), answer.body(), status));
    }
  }

  /** Posts one; again, as long as the answer is that it is too early. */
  private HttpResponse<String> deliver(
      String id, Happening happening, boolean form, String signedWith) {
    byte[] body = form ? form(happening.body()) : happening.body();
    HttpRequest request =
        HttpRequest.newBuilder(hook)
            .timeout(Duration.ofSeconds(10))
            .header("User-Agent", "GitHub-Hookshot/5a3b1e0")
            .header("Content-Type", form ? "application/x-www-form-urlencoded" : "application/json")
            .header("X-GitHub-Delivery", id)
            .header("X-GitHub-Event", happening.event())
            .header("X-GitHub-Hook-ID", Long.toString(HOOK))
            .header("X-GitHub-Hook-Installation-Target-Type", "repository")
            .header("X-Hub-Signature-256", signature(signedWith, body))
            .POST(HttpRequest.BodyPublishers.ofByteArray(body))
            .build();
    long end = System.nanoTime() + ROUTE_COMES.toNanos();
    while (true) {
      HttpResponse<String> answer = post(request);
      boolean early = answer.statusCode() == 503 || answer.statusCode() == 429;
      if (!early || System.nanoTime() - end > 0) {
        return answer;
      }
      LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
    }
  }

  private HttpResponse<String> post(HttpRequest request) {
    try {
      return client.send(request, HttpResponse.BodyHandlers.ofString());
    } catch (IOException e) {
      throw new WorldException("Cannot deliver to " + hook + ": " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new WorldException("Cannot deliver to " + hook + ": interrupted", e);
    }
  }

  private static byte[] form(byte[] json) {
    String text = new String(json, StandardCharsets.UTF_8);
    return ("payload=" + URLEncoder.encode(text, StandardCharsets.UTF_8))
        .getBytes(StandardCharsets.US_ASCII);
  }

  private static String signature(String secret, byte[] body) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
      return "sha256=" + HexFormat.of().formatHex(mac.doFinal(body));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Cannot sign: " + e.getMessage(), e);
    }
  }

  @Override
  public void close() {
    day.shutdownNow();
  }

  private static Thread thread(Runnable work) {
    Thread thread = new Thread(work, "sample-deliveries");
    thread.setDaemon(true);
    return thread;
  }
}
