package io.caravan.registry;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Speaks the part of the REST API of Confluent's schema registry that readers use, with its answers
 * and error codes, over real HTTP.
 */
public final class RegistryServer implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();
  private final Map<String, Map<String, Object>> answers = new HashMap<>();
  final List<String> asked = new ArrayList<>();
  private HttpServer server;
  private int port;
  String authorization;
  int failWith;

  public RegistryServer() throws IOException {
    start();
    port = server.getAddress().getPort();
  }

  /** Answers again, at the same address. */
  public void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
    server.createContext("/", this::answer);
    server.start();
  }

  public String url() {
    return "http://127.0.0.1:" + port;
  }

  public RegistrySettings settings() {
    return new RegistrySettings(url(), "", "", "");
  }

  /** A reference of one schema to another. */
  public record Reference(String name, String subject, int version) {}

  public RegistryServer schema(int id, String type, String text, Reference... references) {
    answers.put("/schemas/ids/" + id, answer(type, text, references));
    return this;
  }

  RegistryServer subject(String path, String type, String text, Reference... references) {
    answers.put("/subjects/" + path, answer(type, text, references));
    return this;
  }

  private static Map<String, Object> answer(String type, String text, Reference... references) {
    Map<String, Object> answer = new LinkedHashMap<>();
    if (!type.equals("AVRO")) {
      answer.put("schemaType", type);
    }
    answer.put("schema", text);
    if (references.length > 0) {
      answer.put("references", references);
    }
    return answer;
  }

  private void answer(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getRawPath();
    asked.add(exchange.getRequestURI().toString());
    authorization = exchange.getRequestHeaders().getFirst("Authorization");
    Map<String, Object> answer = answers.get(path);
    if (failWith > 0) {
      send(exchange, failWith, Map.of("error_code", failWith, "message", "no"));
    } else if (answer == null) {
      send(exchange, 404, Map.of("error_code", 40403, "message", "Schema not found"));
    } else {
      send(exchange, 200, answer);
    }
  }

  private static void send(HttpExchange exchange, int code, Map<String, Object> body)
      throws IOException {
    byte[] bytes = JSON.writeValueAsString(body).getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().add("Content-Type", "application/vnd.schemaregistry.v1+json");
    exchange.sendResponseHeaders(code, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
