package io.caravan.route;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import java.util.concurrent.CompletableFuture;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Posts deliveries as GitHub does. */
final class Sender {
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final URI address;
  private final String secret;

  Sender(int port, String path, String secret) {
    this.address = URI.create("http://127.0.0.1:" + port + path);
    this.secret = secret;
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

  /** With further headers as name, value, name, value. */
  CompletableFuture<HttpResponse<String>> begin(String id, byte[] body, String... headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(address)
            .header("X-GitHub-Delivery", id)
            .header("X-Hub-Signature-256", signature(secret, body))
            .POST(HttpRequest.BodyPublishers.ofByteArray(body));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return client.sendAsync(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  HttpResponse<String> send(String id, byte[] body, String... headers) {
    return begin(id, body, headers).join();
  }

  HttpResponse<String> request(HttpRequest.Builder request) {
    try {
      return client.send(request.uri(address).build(), HttpResponse.BodyHandlers.ofString());
    } catch (IOException e) {
      throw new AssertionError(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }
}
