package io.caravan.faults;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/** The way to an object store, on good days and bad ones. */
final class FlakyStore implements AutoCloseable {
  private final ServerSocket server;
  private final URI store;
  private final Random random;
  private final Duration hang;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Map<Fault, Integer> faults = new TreeMap<>();
  private long calls;
  private long uploads;
  private volatile Weather weather = Weather.BAD;

  enum Weather {
    /** As good a store as any. */
    FAIR,
    /** Of ten calls one is refused. */
    BUSY,
    /** Of ten calls one is refused, dropped, cut off, answered to nobody or not at all. */
    BAD,
    /** Answers come at 10 kB/s, and uploads go as slowly. */
    SLOW,
    /** Every call is answered with 403. */
    FORBIDDEN,
    /** Every connection is dropped. */
    GONE
  }

  enum Fault {
    NONE,
    SERVER_ERROR,
    SLOW_DOWN,
    RESET,
    RESET_IN_UPLOAD,
    LOST_ANSWER,
    HANG,
    DENIED,
    TRICKLE
  }

  FlakyStore(URI store, Duration hang, long seed) {
    this.store = store;
    this.hang = hang;
    this.random = new Random(seed);
    try {
      this.server = new ServerSocket(0, 100, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    threads.submit(this::accept);
  }

  String endpoint() {
    return "http://127.0.0.1:" + server.getLocalPort();
  }

  void become(Weather now) {
    weather = now;
  }

  synchronized String summary() {
    return calls + " calls, of them " + uploads + " uploads, faults " + faults;
  }

  synchronized int faults() {
    return faults.values().stream().mapToInt(n -> n).sum();
  }

  private Void accept() throws IOException {
    while (!server.isClosed()) {
      Socket client = server.accept();
      client.setTcpNoDelay(true);
      threads.submit(() -> serve(client));
    }
    return null;
  }

  private Void serve(Socket client) throws IOException, InterruptedException {
    try (client;
        Socket real = new Socket(store.getHost(), store.getPort())) {
      real.setTcpNoDelay(true);
      var in = new java.io.BufferedInputStream(client.getInputStream());
      var answers = new java.io.BufferedInputStream(real.getInputStream());
      HttpMessage request = HttpMessage.request(in, client.getOutputStream());
      while (request != null) {
        switch (next(request)) {
          case NONE -> {
            request.write(real.getOutputStream());
            HttpMessage.answer(answers, request.head()).write(client.getOutputStream());
          }
          case SERVER_ERROR ->
              HttpMessage.error(500, "InternalError").write(client.getOutputStream());
          case SLOW_DOWN -> HttpMessage.error(503, "SlowDown").write(client.getOutputStream());
          case DENIED -> HttpMessage.error(403, "AccessDenied").write(client.getOutputStream());
          case TRICKLE -> {
            request.trickle(real.getOutputStream());
            HttpMessage.answer(answers, request.head()).trickle(client.getOutputStream());
          }
          case RESET -> {
            client.setSoLinger(true, 0);
            return null;
          }
          case RESET_IN_UPLOAD -> {
            request.half().write(real.getOutputStream());
            client.setSoLinger(true, 0);
            return null;
          }
          case LOST_ANSWER -> {
            request.write(real.getOutputStream());
            HttpMessage.answer(answers, request.head());
            return null;
          }
          case HANG -> {
            closed.await(hang.toMillis(), TimeUnit.MILLISECONDS);
            return null;
          }
        }
        request = HttpMessage.request(in, client.getOutputStream());
      }
    }
    return null;
  }

  private synchronized Fault next(HttpMessage request) {
    calls++;
    uploads += request.uploads() ? 1 : 0;
    Fault fault =
        switch (weather) {
          case FAIR -> Fault.NONE;
          case BUSY -> oneOfTen(Fault.SERVER_ERROR, Fault.SLOW_DOWN);
          case BAD ->
              // Few calls upload anything: those that do are reset in the middle of it.
              oneOfTen(
                  Fault.SERVER_ERROR,
                  Fault.SLOW_DOWN,
                  request.uploads() ? Fault.RESET_IN_UPLOAD : Fault.RESET,
                  Fault.LOST_ANSWER,
                  Fault.HANG);
          case SLOW -> Fault.TRICKLE;
          case FORBIDDEN -> Fault.DENIED;
          case GONE -> Fault.RESET;
        };
    if (fault != Fault.NONE) {
      faults.merge(fault, 1, Integer::sum);
    }
    return fault;
  }

  private Fault oneOfTen(Fault... some) {
    return random.nextInt(10) > 0 ? Fault.NONE : some[random.nextInt(some.length)];
  }

  @Override
  public void close() throws IOException {
    closed.countDown();
    server.close();
    threads.shutdownNow();
  }
}
