package io.caravan.registry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.caravan.record.Place;
import io.caravan.record.ProjectException;
import io.caravan.record.RecordException;
import io.caravan.record.WorldException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/**
 * The schemas of a registry that speaks the REST API of Confluent's (so do Apicurio's {@code
 * ccompat}, Karapace and Redpanda), remembered once they are known: what an id means never changes.
 */
public final class Registry {
  private static final Duration CONNECT = Duration.ofSeconds(5);
  private static final Duration ANSWER = Duration.ofSeconds(10);
  private static final Duration UNKNOWN_FOR = Duration.ofSeconds(10);
  private static final int MOST_BYTES = 8 << 20;
  private static final int DEEPEST = 20;
  private static final int NO_SUCH_SCHEMA = 40403;
  private static final ObjectMapper JSON = new ObjectMapper();
  private final RegistrySettings settings;
  private final URI address;
  private final HttpClient client =
      HttpClient.newBuilder()
          .connectTimeout(CONNECT)
          .followRedirects(HttpClient.Redirect.NEVER)
          .build();
  private final Cache<Key, Payload> known = Caffeine.newBuilder().maximumSize(1_000).build();
  private final Cache<Key, String> unusable =
      Caffeine.newBuilder().maximumSize(10_000).expireAfterWrite(UNKNOWN_FOR).build();

  private record Key(Format format, int id) {}

  /**
   * @throws ProjectException when the address is none
   */
  public Registry(RegistrySettings settings) {
    this.settings = settings;
    this.address = address(settings.url());
  }

  private static URI address(String url) {
    try {
      URI uri = URI.create(url.endsWith("/") ? url : url + "/");
      if (uri.getHost() != null && List.of("http", "https").contains(uri.getScheme())) {
        return uri;
      }
    } catch (IllegalArgumentException noAddress) {
      // Said below.
    }
    throw new ProjectException(
        Place.file("application.properties"),
        "Cannot use '" + url + "' as caravan.kafka.registry.url: it is no address.",
        "Write it like https://registry.example.com:8081.");
  }

  /**
   * What reads the data of a schema.
   *
   * @throws RecordException when there is no such schema, or it is of another form or unreadable
   * @throws WorldException when the registry does not answer as it should
   */
  Payload payload(Format format, int id) {
    Key key = new Key(format, id);
    String why = unusable.getIfPresent(key);
    if (why != null) {
      throw new RecordException(why);
    }
    try {
      return known.get(key, this::load);
    } catch (RecordException e) {
      unusable.put(key, e.getMessage());
      throw e;
    }
  }

  private Payload load(Key key) {
    RegisteredSchema schema = schema("schemas/ids/" + key.id, "schema " + key.id, key.format, 0);
    String type = schema.type();
    if (!type.equals(key.format.name())) {
      throw new RecordException(
          "Cannot read the payload as %s: schema %d is %s.".formatted(key.format, key.id, type));
    }
    try {
      return switch (key.format) {
        case AVRO -> AvroPayload.of(schema);
        case PROTOBUF -> ProtobufPayload.of(schema);
      };
    } catch (RuntimeException | StackOverflowError e) {
      throw new RecordException(
          "Cannot use schema %d of the registry: %s".formatted(key.id, e.getMessage()));
    }
  }

  private RegisteredSchema schema(String path, String what, Format format, int depth) {
    if (depth > DEEPEST) {
      throw new RecordException("Cannot use " + what + ": its references go too deep.");
    }
    JsonNode answer =
        ask(path + (format == Format.PROTOBUF ? "?format=serialized" : ""), what)
            .orElseThrow(
                () -> new RecordException("Cannot find " + what + " in the schema registry."));
    String type = answer.path("schemaType").asText("AVRO");
    String text = answer.path("schema").asText();
    if (type.equals("PROTOBUF") && !isBase64(text)) {
      throw new ProjectException(
          Place.file("application.properties"),
          "Cannot use the schema registry at %s: it gives Protobuf schemas as text only."
              .formatted(address),
          "Take one that knows '?format=serialized': Confluent's, Karapace.");
    }
    List<RegisteredSchema.Reference> references = new ArrayList<>();
    for (JsonNode reference : answer.path("references")) {
      String subject = reference.path("subject").asText();
      String version = reference.path("version").asText();
      references.add(
          new RegisteredSchema.Reference(
              reference.path("name").asText(),
              schema(
                  "subjects/%s/versions/%s".formatted(encoded(subject), encoded(version)),
                  "version %s of '%s'".formatted(version, subject),
                  format,
                  depth + 1)));
    }
    return new RegisteredSchema(type, text, references);
  }

  private static boolean isBase64(String text) {
    try {
      Base64.getDecoder().decode(text);
      return true;
    } catch (IllegalArgumentException no) {
      return false;
    }
  }

  private static String encoded(String segment) {
    return URLEncoder.encode(segment, StandardCharsets.UTF_8).replace("+", "%20");
  }

  /** Empty when the registry says that there is none. */
  private Optional<JsonNode> ask(String path, String what) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(address.resolve(path))
            .timeout(ANSWER)
            .header("Accept", "application/vnd.schemaregistry.v1+json, application/json");
    if (!settings.token().isEmpty()) {
      request.header("Authorization", "Bearer " + settings.token());
    } else if (!settings.user().isEmpty()) {
      byte[] pair = (settings.user() + ":" + settings.password()).getBytes(StandardCharsets.UTF_8);
      request.header("Authorization", "Basic " + Base64.getEncoder().encodeToString(pair));
    }
    try {
      HttpResponse<InputStream> response =
          client.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
      byte[] body;
      try (InputStream in = response.body()) {
        body = in.readNBytes(MOST_BYTES + 1);
      }
      if (response.statusCode() == 200 && body.length <= MOST_BYTES) {
        return Optional.of(JSON.readTree(body));
      }
      if (response.statusCode() == 404 && errorCode(body) / 100 == NO_SUCH_SCHEMA / 100) {
        return Optional.empty();
      }
      throw new WorldException(
          "Cannot ask the schema registry at %s for %s: it answers %s. %s"
              .formatted(
                  address,
                  what,
                  response.statusCode() == 200
                      ? "more than 8 MB"
                      : Integer.toString(response.statusCode()),
                  remedy(response.statusCode())));
    } catch (IOException e) {
      throw new WorldException(
          "Cannot ask the schema registry at %s for %s: %s"
              .formatted(
                  address,
                  what,
                  e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage()),
          e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new WorldException("Interrupted while asking the schema registry for " + what, e);
    }
  }

  private static int errorCode(byte[] body) {
    try {
      return JSON.readTree(body).path("error_code").asInt();
    } catch (IOException foreign) {
      return 0;
    }
  }

  private static String remedy(int status) {
    return switch (status) {
      case 401, 403 -> "Check caravan.kafka.registry.user, password and token.";
      case 404 -> "Check caravan.kafka.registry.url.";
      default -> "It is asked again.";
    };
  }

  @Override
  public String toString() {
    return "schema registry at " + address;
  }
}
