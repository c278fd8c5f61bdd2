package io.caravan.faults;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** A wire to a database that breaks after some bytes of an answer, until it is mended. */
final class CutWire implements AutoCloseable {
  private final ServerSocket server;
  private final int target;
  private volatile int longest;
  private final Random random;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final AtomicInteger cuts = new AtomicInteger();
  private volatile boolean mended;

  /**
   * @param target port of the database
   * @param longest a connection breaks after at most so many bytes of answers
   */
  CutWire(int target, int longest, long seed) {
    this.target = target;
    this.longest = longest;
    this.random = new Random(seed);
    try {
      this.server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    threads.submit(this::accept);
  }

  int port() {
    return server.getLocalPort();
  }

  int cuts() {
    return cuts.get();
  }

  /** New connections break sooner. */
  void tighten(int bytes) {
    longest = bytes;
  }

  void mend() {
    mended = true;
  }

  private Void accept() throws IOException {
    while (!server.isClosed()) {
      Socket client = server.accept();
      Socket database = new Socket(InetAddress.getLoopbackAddress(), target);
      int bytes = 1 + random.nextInt(longest);
      threads.submit(() -> relay(client, database, Integer.MAX_VALUE));
      threads.submit(() -> relay(database, client, bytes));
    }
    return null;
  }

  private void relay(Socket from, Socket to, int most) {
    byte[] buffer = new byte[8192];
    long passed = 0;
    try (from;
        to) {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        passed += n;
        if (!mended && passed > most) {
          cuts.incrementAndGet();
          return;
        }
        out.write(buffer, 0, n);
      }
    } catch (IOException otherSideIsGone) {
      return; // and closing both sides is what follows
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
    threads.shutdownNow();
  }
}
