package io.caravan.webhook;

import io.vertx.core.Context;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * One request, from its head to its answer. Everything but the inbox's end happens on the event
 * loop of its connection, and never waits.
 */
final class Reception {
  private static final Pattern LENGTH = Pattern.compile("[0-9]{1,12}");

  private static final long READ_AWAY = 256 << 10;
  private final HttpServerRequest request;
  private final Hook hook;
  private final Memory memory;
  private final Caller caller;
  private final Context loop;
  private Buffer body = Buffer.buffer();
  private long taken;
  private boolean answered;
  private boolean ended;

  Reception(HttpServerRequest request, Hook hook, Memory memory, Caller caller, Context loop) {
    this.request = request;
    this.hook = hook;
    this.memory = memory;
    this.caller = caller;
    this.loop = loop;
  }

  /** Judges what the head says, then takes the body. */
  void begin() {
    caller.receives(this);
    request.exceptionHandler(gone -> free());
    request.response().exceptionHandler(gone -> free());
    request.handler(this::take);
    request.endHandler(end -> complete());
    Optional<Answer> refusal = ofHead();
    if (refusal.isPresent()) {
      answer(refusal.get());
    } else if ("100-continue".equalsIgnoreCase(request.getHeader("Expect"))) {
      request.response().writeContinue();
    }
  }

  private Optional<Answer> ofHead() {
    if (!request.method().name().equals("POST")) {
      return Optional.of(
          Answer.refused(
              405, "method", "Cannot %s here: deliveries are posted.".formatted(method())));
    }
    if (!hook.inbox().isReady()) {
      return Optional.of(unavailable());
    }
    if (declared() > hook.limits().body()) {
      return Optional.of(tooLarge());
    }
    return hook.isFull() ? Optional.of(busy()) : Optional.empty();
  }

  /** Length of the body as the head says it; -1 when it does not. */
  private long declared() {
    String length = request.getHeader("Content-Length");
    return length == null
        ? -1
        : LENGTH.matcher(length).matches() ? Long.parseLong(length) : Long.MAX_VALUE;
  }

  private String method() {
    String name = request.method().name();
    return name.length() > 20 ? "that" : name;
  }

  private void take(Buffer chunk) {
    if (answered) {
      return;
    }
    if (body.length() + chunk.length() > hook.limits().body()) {
      answer(tooLarge());
    } else if (memory.take(chunk.length())) {
      taken += chunk.length();
      body.appendBuffer(chunk);
    } else {
      answer(busy());
    }
  }

  private void complete() {
    ended = true;
    if (answered) {
      caller.isDone();
      return;
    }
    caller.waitsForUs();
    byte[] bytes = body.getBytes();
    body = null;
    try {
      String id = hook.verify(request::getHeader, bytes);
      Optional<String> challenge = hook.challenge(bytes);
      if (challenge.isPresent()) {
        answer(Answer.challenge(challenge.get()));
      } else if (hook.enter()) {
        hook.put(id, request::getHeader, bytes)
            .whenComplete((outcome, failure) -> loop.runOnContext(on -> put(id, outcome)));
      } else {
        answer(busy());
      }
    } catch (RefusedException refusal) {
      answer(Answer.refused(refusal));
    }
  }

  private void put(String id, Inbox.Outcome outcome) {
    hook.leave();
    answer(
        switch (outcome) {
          case ACCEPTED -> Answer.accepted(id);
          case REPEATED -> Answer.repeated(id);
          case CONFLICT ->
              Answer.refused(
                  409,
                  "conflict",
                  "Cannot accept the delivery: its id has come before, with another body.");
          case TOO_LARGE ->
              Answer.refused(
                  413,
                  "size",
                  "Cannot accept the delivery: the brokers take no body of that size.");
          case UNAVAILABLE -> unavailable();
        });
  }

  /** Called when the body has taken too long. */
  void expire() {
    if (!answered) {
      answer(
          Answer.refused(
              408,
              "time",
              "Cannot accept the delivery: its body took longer than %d ms."
                  .formatted(hook.limits().bodyTime().toMillis())));
    }
  }

  long bodyNanos() {
    return hook.limits().bodyTime().toNanos();
  }

  private static Answer unavailable() {
    return Answer.later(
        503, 5, "unavailable", "Cannot make the delivery durable now: send it again.");
  }

  private static Answer busy() {
    return Answer.later(429, 1, "busy", "Cannot take more deliveries now: send it again.");
  }

  private Answer tooLarge() {
    return Answer.refused(
        413,
        "size",
        "Cannot accept the delivery: its body is larger than %d bytes."
            .formatted(hook.limits().body()));
  }

  private void answer(Answer answer) {
    if (answered) {
      return;
    }
    answered = true;
    free();
    if (request.response().closed()) {
      return;
    }
    if (ended) {
      answer.send(request.response());
      caller.isDone();
    } else {
      // What is still coming is read away for a moment: cut off in the middle of sending, many
      // clients never read the answer.
      boolean stays = declared() >= 0 && declared() <= READ_AWAY;
      if (!stays) {
        request.response().putHeader("Connection", "close");
      }
      answer.send(request.response());
      caller.goes(stays);
    }
  }

  private void free() {
    memory.give(taken);
    taken = 0;
    body = Buffer.buffer();
  }
}
