package io.caravan.webhook;

import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.vertx.core.AbstractVerticle;
import io.vertx.core.Promise;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Map;

/** One event loop of the server, with the connections that are its own. */
final class Loop extends AbstractVerticle {
  private static final int LONGEST_HEAD = 16 << 10;
  private static final int MOST_CALLERS = 4096;
  private static final int LOOK_MILLIS = 250;
  private final Hooks hooks;
  private final Memory memory;
  private final String host;
  private final int port;
  private final Map<HttpConnection, Caller> callers = new HashMap<>();

  Loop(Hooks hooks, Memory memory, String host, int port) {
    this.hooks = hooks;
    this.memory = memory;
    this.host = host;
    this.port = port;
  }

  @Override
  public void start(Promise<Void> started) {
    HttpServerOptions options =
        new HttpServerOptions()
            .setMaxHeaderSize(LONGEST_HEAD)
            .setMaxInitialLineLength(4096)
            .setHttp2ClearTextEnabled(false)
            .setDecompressionSupported(false)
            .setCompressionSupported(false)
            .setTcpNoDelay(true)
            .setAcceptBacklog(1024);
    vertx
        .createHttpServer(options)
        .connectionHandler(this::connected)
        .requestHandler(this::received)
        .invalidRequestHandler(this::unreadable)
        .exceptionHandler(gone -> {})
        .listen(port, host)
        .<Void>mapEmpty()
        .onComplete(started);
    vertx.setPeriodic(
        LOOK_MILLIS,
        tick -> {
          long now = System.nanoTime();
          new ArrayList<>(callers.values()).forEach(caller -> caller.look(now));
        });
  }

  private void connected(HttpConnection connection) {
    if (callers.size() >= MOST_CALLERS) {
      connection.close();
      return;
    }
    callers.put(connection, new Caller(connection));
    connection.closeHandler(closed -> callers.remove(connection));
    connection.exceptionHandler(gone -> {});
  }

  private void received(HttpServerRequest request) {
    Caller caller = callers.get(request.connection());
    if (caller == null) {
      request.connection().close();
      return;
    }
    hooks.receive(request, memory, caller, context);
  }

  /** What is no request, or one whose head is too long. */
  private void unreadable(HttpServerRequest request) {
    Throwable why = request.decoderResult().cause();
    Answer answer =
        why instanceof TooLongHttpLineException
            ? Answer.refused(414, "path", "Cannot read the request: its path is too long.")
            : why instanceof TooLongHttpHeaderException
                ? Answer.refused(
                    431,
                    "headers",
                    "Cannot read the request: its headers take more than %d bytes."
                        .formatted(LONGEST_HEAD))
                : Answer.refused(400, "request", "Cannot read the request: it is no HTTP.");
    request.response().putHeader("Connection", "close");
    answer.send(request.response());
    request.connection().close();
  }
}
