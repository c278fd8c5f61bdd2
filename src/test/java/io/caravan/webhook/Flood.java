package io.caravan.webhook;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Many senders, each with a connection of its own, that post numbered deliveries. */
final class Flood {
  private static final int BODY = 200;
  private final int port;
  private final AtomicInteger next = new AtomicInteger();
  private final Queue<Sent> sent = new ConcurrentLinkedQueue<>();

  /**
   * One delivery and its answer.
   *
   * @param retryAfter empty when the answer has no such header
   */
  record Sent(String id, int status, String retryAfter, long nanos) {}

  Flood(int port) {
    this.port = port;
  }

  /**
   * Posts for a while.
   *
   * @param rate of all senders together, in a second; 0 for as fast as they can
   */
  void post(int senders, int rate, long millis) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(senders);
    long begin = System.nanoTime();
    try {
      List<Future<Void>> all = new ArrayList<>();
      for (int i = 0; i < senders; i++) {
        Callable<Void> sender = () -> send(senders, rate, begin, begin + millis * 1_000_000);
        all.add(threads.submit(sender));
      }
      for (Future<Void> one : all) {
        one.get(millis + 60_000, TimeUnit.MILLISECONDS);
      }
    } finally {
      threads.shutdownNow();
    }
  }

  private Void send(int senders, int rate, long begin, long end) throws IOException {
    try (Socket socket = new Socket("127.0.0.1", port)) {
      socket.setTcpNoDelay(true);
      socket.setSoTimeout(30_000);
      InputStream in = new BufferedInputStream(socket.getInputStream());
      for (long turn = 0; System.nanoTime() < end; turn++) {
        if (rate > 0) {
          pause(begin + turn * senders * 1_000_000_000L / rate);
        }
        String id = "f" + next.getAndIncrement();
        long before = System.nanoTime();
        socket.getOutputStream().write(request(id));
        sent.add(answer(id, in, before));
      }
    }
    return null;
  }

  private static void pause(long until) {
    for (long left; (left = until - System.nanoTime()) > 0; ) {
      java.util.concurrent.locks.LockSupport.parkNanos(left);
    }
  }

  private static byte[] request(String id) {
    return "POST /in HTTP/1.1\r\nHost: x\r\nx-id: %s\r\nContent-Length: %d\r\n\r\n%s"
        .formatted(id, BODY, "x".repeat(BODY))
        .getBytes(StandardCharsets.US_ASCII);
  }

  private static Sent answer(String id, InputStream in, long before) throws IOException {
    int status = Integer.parseInt(line(in).split(" ")[1]);
    String retryAfter = "";
    int length = 0;
    for (String line = line(in); !line.isEmpty(); line = line(in)) {
      String value = line.substring(line.indexOf(':') + 1).strip();
      if (line.toLowerCase(java.util.Locale.ROOT).startsWith("content-length:")) {
        length = Integer.parseInt(value);
      } else if (line.toLowerCase(java.util.Locale.ROOT).startsWith("retry-after:")) {
        retryAfter = value;
      }
    }
    in.readNBytes(length);
    return new Sent(id, status, retryAfter, System.nanoTime() - before);
  }

  private static String line(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int next = in.read(); next != '\n'; next = in.read()) {
      if (next < 0) {
        throw new IOException("The server has closed the connection after '" + line + "'");
      }
      line.append((char) next);
    }
    return line.toString().strip();
  }

  /** All so far. */
  List<Sent> sent() {
    return List.copyOf(sent);
  }

  void forget() {
    sent.clear();
  }

  Map<Integer, Integer> statuses() {
    Map<Integer, Integer> statuses = new TreeMap<>();
    sent.forEach(one -> statuses.merge(one.status, 1, Integer::sum));
    return statuses;
  }

  /** Of a hundred answers the slowest but one, in milliseconds. */
  double slowestOfHundred() {
    List<Long> nanos = new ArrayList<>(sent.stream().map(Sent::nanos).toList());
    Collections.sort(nanos);
    return nanos.get(nanos.size() * 99 / 100) / 1e6;
  }
}
