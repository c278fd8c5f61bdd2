package io.caravan.webhook;

import io.caravan.record.WorldException;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Where deliveries come in: one address for all routes, listened at when the first of them starts.
 */
public final class WebhookServer implements AutoCloseable {
  private static final int MOST_LOOPS = 8;
  private static final int PATIENCE_SECONDS = 15;
  private final URI address;
  private final Hooks hooks = new Hooks();
  private final Memory memory;
  private Vertx vertx;
  private int port;

  /**
   * @param address scheme, host and port; port 0 for any free one
   * @param memory most that bodies on their way may take together
   */
  public WebhookServer(URI address, long memory) {
    this.address = address;
    this.memory = new Memory(memory);
  }

  /** Whether only this machine reaches it. */
  public boolean isLoopback() {
    try {
      return InetAddress.getByName(address.getHost()).isLoopbackAddress();
    } catch (UnknownHostException e) {
      return false;
    }
  }

  public URI address() {
    return address;
  }

  /** The port it listens on, once a hook has been added. */
  public synchronized int port() {
    return port;
  }

  /**
   * The headers with which the sender of a path would deliver a body: for who tests routes.
   *
   * @param id of the delivery; not used where it stands in the body
   * @throws IllegalArgumentException when nobody takes deliveries on the path
   */
  public Map<String, String> sign(String path, String id, byte[] body) {
    return hooks
        .at(path)
        .orElseThrow(
            () -> new IllegalArgumentException("Cannot sign for '%s': no hook.".formatted(path)))
        .sign(id, body);
  }

  /**
   * Takes deliveries on a path from now on.
   *
   * @throws IllegalArgumentException when the path is taken
   * @throws WorldException when nobody can listen at the address
   */
  public synchronized void add(Hook hook) {
    if (!hooks.add(hook)) {
      throw new IllegalArgumentException(
          "Cannot take deliveries on '%s': another route does.".formatted(hook.path()));
    }
    if (vertx == null) {
      try {
        listen();
      } catch (WorldException e) {
        hooks.remove(hook);
        throw e;
      }
    }
  }

  /** Those on whose paths deliveries are taken now, by path. */
  public List<Hook> hooks() {
    return hooks.all();
  }

  public void remove(Hook hook) {
    hooks.remove(hook);
  }

  private void listen() {
    int loops = Math.min(MOST_LOOPS, Runtime.getRuntime().availableProcessors());
    Vertx starting =
        Vertx.vertx(
            new VertxOptions()
                .setEventLoopPoolSize(loops)
                .setWorkerPoolSize(1)
                .setInternalBlockingPoolSize(2)
                .setFileSystemOptions(
                    new FileSystemOptions()
                        .setFileCachingEnabled(false)
                        .setClassPathResolvingEnabled(false)));
    try {
      port = address.getPort() == 0 ? freePort() : address.getPort();
      for (int i = 0; i < loops; i++) {
        deploy(starting, new Loop(hooks, memory, address.getHost(), port));
      }
      vertx = starting;
    } catch (WorldException e) {
      starting.close();
      throw e;
    }
  }

  /** Loops share a port only if all of them name it. */
  private int freePort() {
    try (ServerSocket socket = new ServerSocket()) {
      socket.bind(new InetSocketAddress(address.getHost(), 0));
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new WorldException("Cannot listen at %s: %s".formatted(address, e.getMessage()), e);
    }
  }

  private void deploy(Vertx on, Loop loop) {
    try {
      on.deployVerticle(loop)
          .toCompletionStage()
          .toCompletableFuture()
          .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      throw new WorldException(
          "Cannot listen at %s: %s.".formatted(address, e.getCause().getMessage()), e);
    } catch (TimeoutException e) {
      throw new WorldException("Cannot listen at %s: it takes too long.".formatted(address), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new WorldException("Interrupted before listening at %s.".formatted(address), e);
    }
  }

  /** How much the bodies on their way take now. */
  long memoryTaken() {
    return memory.taken();
  }

  @Override
  public synchronized void close() {
    if (vertx != null) {
      try {
        vertx
            .close()
            .toCompletionStage()
            .toCompletableFuture()
            .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
      } catch (ExecutionException | TimeoutException e) {
        throw new WorldException("Cannot stop listening at %s: %s".formatted(address, e), e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      } finally {
        vertx = null;
      }
    }
  }
}
