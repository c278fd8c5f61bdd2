package io.caravan.route;

import io.caravan.record.ProjectException;
import io.caravan.stream.StreamBatch;
import io.caravan.webhook.Encoding;
import io.caravan.webhook.Hook;
import io.caravan.webhook.Inbox;
import io.caravan.webhook.Repeats;
import io.caravan.webhook.Scheme;
import io.caravan.webhook.SignedContent;
import io.caravan.webhook.Verifier;
import io.caravan.webhook.WebhookServer;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.camel.CamelContext;
import org.apache.camel.CamelContextAware;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.support.service.ServiceSupport;

/**
 * The bean behind {@code signed-webhook-source}: while its route runs, it takes deliveries over
 * HTTP into the route's inbox topic; and as a step behind the reader of that topic, it drops those
 * that lie in it twice.
 */
public final class SignedWebhookSource extends ServiceSupport
    implements Processor, CamelContextAware {
  private static final Duration START_PATIENCE = Duration.ofSeconds(3);
  private static final int MOST_BODY = 256 << 20;
  private static final Map<String, String> ALGORITHMS =
      Map.of("sha256", "HmacSHA256", "sha512", "HmacSHA512", "sha1", "HmacSHA1");
  private final Parameters parameters = new Parameters();
  private CamelContext context;
  private WebhookServer server;
  private KafkaCluster cluster;
  private Clock clock = Clock.systemUTC();
  private String routeId;
  private Verifier verifier;
  private String path;
  private Hook.Limits limits;
  private List<String> headers;
  private Inbox.Settings inbox;
  private Repeats repeats;
  private Hook hook;

  /** Reads the parameters; the first one that is wrong stops the route from being made. */
  public void init() {
    UserRoute route = UserRoute.of(context, routeId);
    path = parameters.read(route, "path", SignedWebhookSource::path);
    Scheme scheme = identified(scheme(route), route);
    verifier = verifier(scheme, route);
    limits =
        new Hook.Limits(
            parameters.read(route, "maxBody", SignedWebhookSource::bodySize),
            parameters.duration(route, "bodyTime"),
            parameters.number(route, "inFlight", 1));
    headers = new ArrayList<>();
    parameters
        .words("headers")
        .forEach(
            name -> headers.add(parameters.read(route, "headers", all -> Hook.keepable(name))));
    inbox =
        new Inbox.Settings(
            parameters.read(route, "inbox", TopicSink::topic),
            parameters.number(route, "partitions", 1),
            parameters.number(route, "remember", 1),
            limits.body(),
            // Whoever waits longer than its sender does answers nobody.
            scheme.answerWithin().multipliedBy(4).dividedBy(5));
    repeats = new Repeats(cluster::client, inbox.most());
  }

  private Scheme scheme(UserRoute route) {
    String name = parameters.read(route, "scheme", text -> text.toLowerCase(Locale.ROOT));
    if (name.equals(Scheme.UNSIGNED)) {
      if (!server.isLoopback()) {
        throw route.wrong(
            "scheme",
            "Cannot use 'none': %s can be reached from other machines, and anybody could deliver. Use a signature, or listen on 127.0.0.1."
                .formatted(server.address()));
      }
      return Scheme.unsigned();
    }
    if (!name.equals(Scheme.HMAC)) {
      if (parameters.given("signatureHeader")) {
        throw route.wrong(
            "signatureHeader", "It is for scheme 'hmac' only; '%s' has its own.".formatted(name));
      }
      return parameters.read(route, "scheme", text -> Scheme.named(name));
    }
    SignedContent content = parameters.read(route, "signedContent", SignedContent::parse);
    String time = parameters.read(route, "timestampHeader", SignedWebhookSource::header, "");
    if (content.mentions("timestamp") != !time.isEmpty()) {
      throw route.wrong(
          "timestampHeader",
          "Give the header and write {timestamp} in 'signedContent': a time that is not signed proves nothing.");
    }
    if (content.mentions("id") && !parameters.given("idHeader")) {
      throw route.wrong("idHeader", "It is missing: 'signedContent' has {id} in it.");
    }
    return Scheme.described(
        new Scheme.Signature(
            parameters.read(route, "signatureHeader", SignedWebhookSource::header),
            "",
            parameters.read(route, "prefix", text -> text, ""),
            parameters.read(route, "encoding", Encoding::parse),
            parameters.read(route, "algorithm", SignedWebhookSource::algorithm),
            content),
        time.isEmpty() ? Scheme.Time.NONE : Scheme.Time.header(time));
  }

  private Scheme identified(Scheme scheme, UserRoute route) {
    if (parameters.given("idHeader")) {
      return scheme.identifiedBy(
          Scheme.Identity.header(parameters.read(route, "idHeader", SignedWebhookSource::header)));
    }
    return parameters.given("idField")
        ? scheme.identifiedBy(
            Scheme.Identity.field(parameters.read(route, "idField", text -> text)))
        : scheme;
  }

  private Verifier verifier(Scheme scheme, UserRoute route) {
    List<String> secrets = new ArrayList<>();
    Duration tolerance = parameters.duration(route, "tolerance");
    for (String name : List.of("secret", "previousSecret")) {
      if (!scheme.signed() && parameters.given(name)) {
        throw route.wrong(name, "Scheme 'none' checks nothing: take it away, or name a scheme.");
      }
      if (scheme.signed() && (name.equals("secret") || parameters.given(name))) {
        secrets.add(
            parameters.read(
                route,
                name,
                secret -> {
                  new Verifier(scheme, List.of(secret), tolerance);
                  return secret;
                }));
      }
    }
    return new Verifier(scheme, secrets, tolerance);
  }

  private static String path(String text) {
    if (!text.matches("(/[A-Za-z0-9._~-]+)+") || text.contains("/..") || text.contains("/./")) {
      throw new IllegalArgumentException(
          "Cannot use '%s': write a path such as /hooks/github.".formatted(text));
    }
    return text;
  }

  private static String header(String text) {
    if (!text.matches("[A-Za-z0-9!#$%&'*+.^_`|~-]{1,100}")) {
      throw new IllegalArgumentException(
          "Cannot use '%s': it is no header's name.".formatted(text));
    }
    return text.toLowerCase(Locale.ROOT);
  }

  private static String algorithm(String text) {
    String algorithm = ALGORITHMS.get(text);
    if (algorithm == null) {
      throw new IllegalArgumentException(
          "Cannot use '%s': write sha256, sha512 or sha1.".formatted(text));
    }
    return algorithm;
  }

  private static int bodySize(String text) {
    long size = ByteSize.parse(text);
    if (size > MOST_BODY) {
      throw new IllegalArgumentException("Cannot use '%s': 256MB is the most.".formatted(text));
    }
    return (int) size;
  }

  @Override
  protected void doStart() {
    Inbox opened = new Inbox(inbox, cluster::client);
    Hook started = new Hook(path, verifier, limits, headers, opened, clock);
    try {
      server.add(started);
    } catch (IllegalArgumentException e) {
      throw UserRoute.of(context, routeId).wrong("path", e.getMessage());
    } catch (io.caravan.record.WorldException e) {
      throw new ProjectException(
          UserRoute.of(context, routeId).place(),
          "Cannot start route '%s': %s".formatted(routeId, e.getMessage()),
          "Stop what listens there, or set 'caravan.webhooks' to another address.");
    }
    hook = started;
    opened.open(START_PATIENCE);
  }

  @Override
  protected void doStop() {
    if (hook != null) {
      server.remove(hook);
      hook.inbox().close();
      hook = null;
    }
  }

  @Override
  public void process(Exchange exchange) {
    repeats.screen(exchange.getMessage().getBody(StreamBatch.class));
  }

  public void setServer(WebhookServer server) {
    this.server = server;
  }

  public void setCluster(KafkaCluster cluster) {
    this.cluster = cluster;
  }

  public void setClock(Clock clock) {
    this.clock = clock;
  }

  /** Id of the user's route, {@code {{?parentRouteId}}}. */
  public void setRoute(String id) {
    this.routeId = id;
  }

  public void setPath(String text) {
    parameters.put("path", text);
  }

  public void setScheme(String text) {
    parameters.put("scheme", text);
  }

  public void setSecret(String text) {
    parameters.put("secret", text);
  }

  public void setPreviousSecret(String text) {
    parameters.put("previousSecret", text);
  }

  public void setTolerance(String text) {
    parameters.put("tolerance", text);
  }

  public void setHeaders(String text) {
    parameters.put("headers", text);
  }

  public void setIdHeader(String text) {
    parameters.put("idHeader", text);
  }

  public void setIdField(String text) {
    parameters.put("idField", text);
  }

  public void setSignatureHeader(String text) {
    parameters.put("signatureHeader", text);
  }

  public void setAlgorithm(String text) {
    parameters.put("algorithm", text);
  }

  public void setEncoding(String text) {
    parameters.put("encoding", text);
  }

  public void setPrefix(String text) {
    parameters.put("prefix", text);
  }

  public void setSignedContent(String text) {
    parameters.put("signedContent", text);
  }

  public void setTimestampHeader(String text) {
    parameters.put("timestampHeader", text);
  }

  public void setMaxBody(String text) {
    parameters.put("maxBody", text);
  }

  public void setBodyTime(String text) {
    parameters.put("bodyTime", text);
  }

  public void setInFlight(String text) {
    parameters.put("inFlight", text);
  }

  public void setRemember(String text) {
    parameters.put("remember", text);
  }

  public void setInbox(String text) {
    parameters.put("inbox", text);
  }

  public void setPartitions(String text) {
    parameters.put("partitions", text);
  }

  @Override
  public CamelContext getCamelContext() {
    return context;
  }

  @Override
  public void setCamelContext(CamelContext context) {
    this.context = context;
  }
}
