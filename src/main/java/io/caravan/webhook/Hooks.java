package io.caravan.webhook;

import io.vertx.core.Context;
import io.vertx.core.http.HttpServerRequest;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** The paths on which deliveries are taken now. */
final class Hooks {
  private static final long REMEMBERED_NANOS = TimeUnit.MINUTES.toNanos(1);
  private final Map<String, Hook> hooks = new ConcurrentHashMap<>();
  private final Map<String, Long> removed = new ConcurrentHashMap<>();

  /** Whether the path was free. */
  boolean add(Hook hook) {
    return hooks.putIfAbsent(hook.path(), hook) == null;
  }

  List<Hook> all() {
    return hooks.values().stream().sorted(Comparator.comparing(Hook::path)).toList();
  }

  /** A route that is edited comes back: until then its senders are told to wait. */
  void remove(Hook hook) {
    removed.put(hook.path(), System.nanoTime());
    hooks.remove(hook.path(), hook);
  }

  Optional<Hook> at(String path) {
    return Optional.ofNullable(hooks.get(path));
  }

  void receive(HttpServerRequest request, Memory memory, Caller caller, Context loop) {
    Hook hook = hooks.get(request.path());
    if (hook != null) {
      new Reception(request, hook, memory, caller, loop).begin();
      return;
    }
    Long gone = removed.get(request.path());
    Answer answer =
        gone != null && System.nanoTime() - gone < REMEMBERED_NANOS
            ? Answer.later(
                503, 5, "unavailable", "Cannot take deliveries at the moment: send it again.")
            : Answer.refused(
                404, "path", "Cannot deliver here: no route takes deliveries on this path.");
    new Stranger(request, caller).send(answer);
  }

  /** A request that nobody takes: it is answered at once, and read to its end. */
  private record Stranger(HttpServerRequest request, Caller caller) {
    void send(Answer answer) {
      caller.goes(false);
      request.endHandler(end -> caller.isDone());
      request.response().putHeader("Connection", "close");
      answer.send(request.response());
    }
  }
}
