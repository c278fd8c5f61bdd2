package io.caravan.embedded;

import io.caravan.record.Place;
import io.caravan.record.ProjectException;
import io.caravan.record.WorldException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Properties;
import java.util.concurrent.locks.LockSupport;

/**
 * The embedded parts over one data folder, started when first asked for.
 *
 * <p>One process runs a data folder (it holds the lock); the others (a query while the demo runs)
 * use the servers that it has started, or start their own where none runs, and leave what they
 * found as it was.
 */
public final class EmbeddedParts implements AutoCloseable {
  private static final long PARTS = 0;
  private static final long RUNNING = 1;
  private static final Duration COMMANDS_LEAVE = Duration.ofSeconds(20);

  private final Path data;
  private final FileChannel channel;
  private final FileLock lock;
  private EmbeddedS3 s3;
  private EmbeddedPostgres postgres;
  private EmbeddedKafka kafka;

  private EmbeddedParts(Path data, FileChannel channel, FileLock lock) {
    this.data = data;
    this.channel = channel;
    this.lock = lock;
  }

  /** Opens the folder for commands that come and go. */
  public static EmbeddedParts visit(Path data) {
    FileChannel channel = channel(data);
    try {
      return new EmbeddedParts(data, channel, tryLock(channel, PARTS));
    } catch (IOException e) {
      close(channel, e);
      throw unusable(data, e);
    }
  }

  /**
   * Opens the folder as the one process that runs it.
   *
   * @throws ProjectException when another process does
   */
  public static EmbeddedParts own(Path data) {
    FileChannel channel = channel(data);
    try {
      if (tryLock(channel, RUNNING) == null) {
        throw refused(
            data,
            "another Caravan runs this data folder",
            "Stop it first, or give this one a folder of its own: --set caravan.data=other.");
      }
      // Commands come and go; one that has the folder now will soon be gone.
      long end = System.nanoTime() + COMMANDS_LEAVE.toNanos();
      for (FileLock lock; System.nanoTime() < end; ) {
        lock = tryLock(channel, PARTS);
        if (lock != null) {
          return new EmbeddedParts(data, channel, lock);
        }
        LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
      }
      throw refused(
          data,
          "for %d seconds a command has been using this data folder"
              .formatted(COMMANDS_LEAVE.toSeconds()),
          "End it first, for example a query that is going on.");
    } catch (IOException | RuntimeException e) {
      close(channel, e);
      throw e instanceof IOException io ? unusable(data, io) : (RuntimeException) e;
    }
  }

  private static ProjectException refused(Path data, String why, String remedy) {
    return new ProjectException(Place.file(data.toString()), "Cannot run: " + why + ".", remedy);
  }

  private static FileChannel channel(Path data) {
    try {
      Files.createDirectories(data);
      return FileChannel.open(
          data.resolve("running.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    } catch (IOException e) {
      throw unusable(data, e);
    }
  }

  private static WorldException unusable(Path data, IOException e) {
    return new WorldException("Cannot use the data folder " + data + ": " + e.getMessage(), e);
  }

  private static void close(FileChannel channel, Exception cause) {
    try {
      channel.close();
    } catch (IOException e) {
      cause.addSuppressed(e);
    }
  }

  /**
   * Locks one byte of the file: {@link #RUNNING} for whoever runs the folder, {@link #PARTS} for
   * whoever may start servers over it.
   */
  private static FileLock tryLock(FileChannel channel, long what) throws IOException {
    try {
      return channel.tryLock(what, 1, false);
    } catch (OverlappingFileLockException heldByThisProcess) {
      return null;
    }
  }

  /** Where the object store answers, and how to sign. */
  public record ObjectStore(URI endpoint, String accessKey, String secretKey, Path bucketFolder) {}

  /** The object store with a bucket. */
  public synchronized ObjectStore objectStore(String bucket) {
    Path folder = data.resolve("s3");
    int known = port("s3");
    if (lock == null && s3 == null && answers(known)) {
      return new ObjectStore(
          URI.create("http://127.0.0.1:" + known),
          EmbeddedS3.ACCESS_KEY,
          EmbeddedS3.readSecret(folder),
          folder.resolve(bucket));
    }
    if (s3 == null) {
      s3 = EmbeddedS3.start(folder, bucket, free(known) ? known : 0);
      remember("s3", s3.endpoint().getPort());
    }
    return new ObjectStore(s3.endpoint(), s3.accessKey(), s3.secretKey(), s3.folderOf(bucket));
  }

  /** The PostgreSQL server. */
  public synchronized EmbeddedPostgres postgres() {
    if (postgres == null) {
      int known = port("postgres");
      postgres = EmbeddedPostgres.start(data.resolve("postgres"), free(known) ? known : 0);
      remember("postgres", postgres.port());
    }
    return postgres;
  }

  /** Where the Kafka broker answers. */
  public synchronized String kafka() {
    int known = port("kafka");
    if (kafka == null && lock == null && answers(known)) {
      return "127.0.0.1:" + known;
    }
    if (kafka == null) {
      kafka = EmbeddedKafka.start(data.resolve("kafka"), free(known) ? known : 0);
      remember("kafka", kafka.port());
    }
    return kafka.brokers();
  }

  /** JDBC address of an H2 database file that several processes may open at once. */
  public String h2(String name) {
    if (lock != null) {
      new H2Lock(data.resolve(name + ".lock.db")).removeIfLeft();
    }
    return "jdbc:h2:file:"
        + data.resolve(name).toAbsolutePath()
        + ";AUTO_SERVER=TRUE;WRITE_DELAY=0;DATABASE_TO_LOWER=TRUE;CASE_INSENSITIVE_IDENTIFIERS=TRUE";
  }

  @Override
  public synchronized void close() {
    try (channel) {
      if (kafka != null) {
        kafka.close();
      }
      if (s3 != null) {
        s3.close();
      }
      if (postgres != null && lock != null) {
        postgres.close();
      }
    } catch (IOException e) {
      throw new WorldException("Cannot leave the data folder " + data + ": " + e.getMessage(), e);
    }
  }

  /**
   * The port a part had last: it is kept where it can be, so that a bookmarked psql goes on
   * working.
   */
  private int port(String part) {
    return Integer.parseInt(ports().getProperty(part, "0"));
  }

  private void remember(String part, int port) {
    if (lock == null) {
      return;
    }
    Properties ports = ports();
    ports.setProperty(part, Integer.toString(port));
    try (var out = Files.newBufferedWriter(data.resolve("ports.properties"))) {
      ports.store(out, "where the embedded parts listen on 127.0.0.1");
    } catch (IOException e) {
      throw new WorldException(
          "Cannot write " + data.resolve("ports.properties") + ": " + e.getMessage(), e);
    }
  }

  private Properties ports() {
    Properties ports = new Properties();
    Path file = data.resolve("ports.properties");
    if (Files.exists(file)) {
      try (var in = Files.newBufferedReader(file)) {
        ports.load(in);
      } catch (IOException e) {
        throw new WorldException("Cannot read " + file + ": " + e.getMessage(), e);
      }
    }
    return ports;
  }

  private static boolean free(int port) {
    if (port == 0) {
      return false;
    }
    try (ServerSocket socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      return true;
    } catch (IOException taken) {
      return false;
    }
  }

  private static boolean answers(int port) {
    if (port == 0) {
      return false;
    }
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1_000);
      return true;
    } catch (IOException nobodyThere) {
      return false;
    }
  }
}
