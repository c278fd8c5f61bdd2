package io.caravan.webhook;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;

/** One path on which deliveries come: whom it believes, what it takes, and where it puts it. */
public final class Hook {
  private static final Set<String> ALWAYS_KEPT =
      Set.of("content-type", "content-encoding", "user-agent");
  private static final Set<String> CREDENTIALS =
      Set.of("authorization", "cookie", "proxy-authorization");
  private static final int LONGEST_HEADER = 8192;
  private final String path;
  private final Verifier verifier;
  private final Limits limits;
  private final Set<String> kept = new TreeSet<>(ALWAYS_KEPT);
  private final Inbox inbox;
  private final Clock clock;
  private final AtomicInteger inFlight = new AtomicInteger();

  /**
   * @param body largest body
   * @param bodyTime longest time in which one may arrive
   * @param inFlight most deliveries that may be on their way to the inbox
   */
  public record Limits(int body, Duration bodyTime, int inFlight) {}

  /**
   * @param headers names of headers that are kept beside those that always are
   */
  public Hook(
      String path,
      Verifier verifier,
      Limits limits,
      List<String> headers,
      Inbox inbox,
      Clock clock) {
    this.path = path;
    this.verifier = verifier;
    this.limits = limits;
    this.inbox = inbox;
    this.clock = clock;
    kept.addAll(verifier.scheme().keeps());
    headers.forEach(name -> kept.add(keepable(name)));
  }

  /**
   * The name in small letters.
   *
   * @throws IllegalArgumentException when a header of that name is never kept
   */
  public static String keepable(String name) {
    String small = name.toLowerCase(Locale.ROOT);
    if (!small.matches("[a-z0-9!#$%&'*+.^_`|~-]{1,100}")) {
      throw new IllegalArgumentException(
          "Cannot keep '%s': it is no header's name.".formatted(name));
    }
    if (small.startsWith("camel") || small.startsWith("kafka.")) {
      throw new IllegalArgumentException(
          "Cannot keep '%s': headers of that name steer components.".formatted(name));
    }
    if (CREDENTIALS.contains(small)) {
      throw new IllegalArgumentException(
          "Cannot keep '%s': it holds what the sender signs in with.".formatted(name));
    }
    return small;
  }

  public String path() {
    return path;
  }

  public Inbox inbox() {
    return inbox;
  }

  Map<String, String> sign(String id, byte[] body) {
    return verifier.sign(id, body, clock.instant());
  }

  Limits limits() {
    return limits;
  }

  /** Whether there is room for one more now; asked before its body is read. */
  boolean isFull() {
    return inFlight.get() >= limits.inFlight;
  }

  /** Whether there is room; then it is taken until {@link #leave}. */
  boolean enter() {
    if (inFlight.incrementAndGet() > limits.inFlight) {
      inFlight.decrementAndGet();
      return false;
    }
    return true;
  }

  void leave() {
    inFlight.decrementAndGet();
  }

  /** What the sender wants to hear, when it only asks whether anybody is there. */
  Optional<String> challenge(byte[] body) {
    return verifier.scheme().challenged()
            && BodyFields.text(body, "type").filter("url_verification"::equals).isPresent()
        ? BodyFields.text(body, "challenge")
        : Optional.empty();
  }

  /**
   * The delivery's id.
   *
   * @throws RefusedException when the delivery is not believed
   */
  String verify(UnaryOperator<String> header, byte[] body) throws RefusedException {
    return verifier.check(header, body, clock.instant());
  }

  CompletableFuture<Inbox.Outcome> put(String id, UnaryOperator<String> header, byte[] body) {
    List<Header> headers = new ArrayList<>();
    for (String name : kept) {
      String value = header.apply(name);
      if (value != null && value.length() <= LONGEST_HEADER) {
        headers.add(
            new RecordHeader(name, value.getBytes(java.nio.charset.StandardCharsets.UTF_8)));
      }
    }
    return inbox.put(new Inbox.Delivery(id, body, headers, clock.millis()));
  }
}
