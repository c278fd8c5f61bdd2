package io.caravan.webhook;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import io.vertx.core.http.HttpServerResponse;

/**
 * What a sender hears.
 *
 * @param status of HTTP
 * @param retryAfter seconds; 0 when coming again is of no use
 * @param type of the text
 */
record Answer(int status, int retryAfter, String type, String text) {
  private static final String JSON = "application/json";

  static Answer accepted(String id) {
    return new Answer(200, 0, JSON, "{\"accepted\":true,\"id\":\"" + quoted(id) + "\"}");
  }

  static Answer repeated(String id) {
    return new Answer(
        200, 0, JSON, "{\"accepted\":true,\"repeated\":true,\"id\":\"" + quoted(id) + "\"}");
  }

  static Answer challenge(String text) {
    return new Answer(200, 0, "text/plain; charset=utf-8", text);
  }

  static Answer refused(RefusedException refusal) {
    return refused(refusal.status(), refusal.error(), refusal.getMessage());
  }

  static Answer refused(int status, String error, String message) {
    return later(status, 0, error, message);
  }

  static Answer later(int status, int seconds, String error, String message) {
    return new Answer(
        status,
        seconds,
        JSON,
        "{\"accepted\":false,\"error\":\"" + error + "\",\"message\":\"" + quoted(message) + "\"}");
  }

  private static String quoted(String text) {
    return new String(JsonStringEncoder.getInstance().quoteAsString(text));
  }

  void send(HttpServerResponse response) {
    response.setStatusCode(status).putHeader("Content-Type", type);
    if (retryAfter > 0) {
      response.putHeader("Retry-After", Integer.toString(retryAfter));
    }
    if (status == 405) {
      response.putHeader("Allow", "POST");
    }
    response.end(text);
  }
}
