package io.caravan.testing;

import io.caravan.Application;
import io.caravan.Pipelines;
import io.caravan.model.Yaml;
import io.caravan.record.Place;
import io.caravan.record.ProjectException;
import io.caravan.record.WorldException;
import io.caravan.testing.Given.Delivery;
import io.caravan.testing.Given.Signature;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;

/** Delivers webhooks as their senders do, over HTTP. */
final class Post {
  private static final Duration ROUTE_COMES = Duration.ofSeconds(10);
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final Application application;
  private final Pipelines pipelines;
  private final String name;
  private int number;

  /**
   * @param name begins the ids of deliveries that are given none
   */
  Post(Application application, Pipelines pipelines, String name) {
    this.application = application;
    this.pipelines = pipelines;
    this.name = name;
  }

  /**
   * @return deliveries that were answered in another way than they must be
   */
  List<Finding> send(Map<String, List<Delivery>> deliveries) {
    List<Finding> findings = new ArrayList<>();
    deliveries.forEach(
        (route, all) -> {
          for (Delivery delivery : all) {
            HttpResponse<String> answer = send(path(route, delivery.place()), delivery);
            if (answer.statusCode() != delivery.answer()) {
              findings.add(
                  new Finding(
                      delivery.place(),
                      "The delivery was answered with %d, expected %d: %s"
                          .formatted(answer.statusCode(), delivery.answer(), answer.body())));
            }
          }
        });
    return findings;
  }

  private String path(String route, Place place) {
    if (!pipelines.routes().contains(route) || !pipelines.takesDeliveries(route)) {
      throw new ProjectException(
          place,
          "Cannot deliver to route '%s': it is not run, or does not begin with signed-webhook-source."
              .formatted(route),
          "Deliveries go to one of: %s."
              .formatted(pipelines.routes().stream().filter(pipelines::takesDeliveries).toList()));
    }
    return pipelines.parameter(route, "path").orElseThrow();
  }

  private HttpResponse<String> send(String path, Delivery delivery) {
    byte[] body = Values.bytes(delivery.body());
    byte[] sent = body == null ? new byte[0] : body;
    String id = delivery.id() == null ? name + "-" + ++number : delivery.id();
    Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    headers.put(
        "content-type", delivery.body() instanceof Yaml.Scalar ? "text/plain" : "application/json");
    if (delivery.signature() != Signature.NONE) {
      byte[] signed =
          delivery.signature() == Signature.WRONG
              ? (name + "?").getBytes(java.nio.charset.StandardCharsets.UTF_8)
              : sent;
      headers.putAll(application.webhooks().sign(path, id, signed));
    }
    headers.putAll(delivery.headers());
    HttpRequest.Builder request =
        HttpRequest.newBuilder(
                URI.create("http://127.0.0.1:" + application.webhooks().port() + path))
            .timeout(ROUTE_COMES)
            .POST(HttpRequest.BodyPublishers.ofByteArray(sent));
    headers.forEach(request::setHeader);
    long end = System.nanoTime() + ROUTE_COMES.toNanos();
    HttpResponse<String> answer = post(request.build());
    while (answer.statusCode() == 503 && System.nanoTime() - end < 0) {
      LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
      answer = post(request.build());
    }
    return answer;
  }

  private HttpResponse<String> post(HttpRequest request) {
    try {
      return client.send(request, HttpResponse.BodyHandlers.ofString());
    } catch (IOException e) {
      throw new WorldException("Cannot deliver to " + request.uri() + ": " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new WorldException("Cannot deliver to " + request.uri() + ": interrupted", e);
    }
  }
}
