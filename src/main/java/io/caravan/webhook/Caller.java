package io.caravan.webhook;

import io.vertx.core.http.HttpConnection;

/**
 * One connection, and what we wait for: senders that are slow on purpose must not be there for
 * ever. Used by its event loop only.
 */
final class Caller {
  private static final long HEAD_NANOS = 10_000_000_000L;
  private static final long NEXT_HEAD_NANOS = 60_000_000_000L;
  private static final long GOING_NANOS = 2_000_000_000L;
  private final HttpConnection connection;
  private Phase phase = Phase.HEAD;
  private long since = System.nanoTime();
  private long requests;
  private boolean stays;
  private Reception reception;

  private enum Phase {
    /** For the head of a request. */
    HEAD,
    /** For the rest of its body. */
    BODY,
    /** For nothing: it is our turn. */
    OURS,
    /** For the end of what it sends in vain. */
    GOING
  }

  Caller(HttpConnection connection) {
    this.connection = connection;
  }

  void receives(Reception next) {
    reception = next;
    requests++;
    enter(Phase.BODY);
  }

  void waitsForUs() {
    enter(Phase.OURS);
  }

  /** The request is at its end, and answered. */
  void isDone() {
    if (phase == Phase.GOING && !stays) {
      connection.close();
    } else {
      reception = null;
      enter(Phase.HEAD);
    }
  }

  /**
   * It is answered, but still sends.
   *
   * @param mayStay whether the connection is of use once that has ended
   */
  void goes(boolean mayStay) {
    stays = mayStay;
    enter(Phase.GOING);
  }

  private void enter(Phase next) {
    phase = next;
    since = System.nanoTime();
  }

  /** Ends what has taken too long. */
  void look(long now) {
    long age = now - since;
    switch (phase) {
      case HEAD -> {
        if (age > (requests == 0 ? HEAD_NANOS : NEXT_HEAD_NANOS)) {
          connection.close();
        }
      }
      case BODY -> {
        if (age > reception.bodyNanos()) {
          reception.expire();
        }
      }
      case GOING -> {
        if (age > GOING_NANOS) {
          connection.close();
        }
      }
      case OURS -> {}
      default -> throw new IllegalStateException("No such phase");
    }
  }
}
