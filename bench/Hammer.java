import java.io.DataInputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.LongAdder;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Posts a body as GitHub does, each time with another id: {@code Hammer PORT PATH SECRET BODY CONNECTIONS SECONDS RATE}. RATE 0 is as
 * fast as answers come; else a request that should have been sent at some moment waits from that moment on. Prints one JSON line.
 */
final class Hammer {
  private static final LongAdder REFUSED = new LongAdder();

  private Hammer() {}

  public static void main(String[] arguments) throws Exception {
    int port = Integer.parseInt(arguments[0]);
    byte[] body = Files.readAllBytes(Path.of(arguments[3]));
    int connections = Integer.parseInt(arguments[4]);
    long nanos = Long.parseLong(arguments[5]) * 1_000_000_000L;
    double rate = Double.parseDouble(arguments[6]);
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(arguments[2].getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
    String head =
        "POST %s HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nX-GitHub-Event: bench\r\nX-Hub-Signature-256: sha256=%s\r\nContent-Length: %d\r\nX-GitHub-Delivery: "
            .formatted(arguments[1], HexFormat.of().formatHex(mac.doFinal(body)), body.length);
    ExecutorService threads = Executors.newFixedThreadPool(connections);
    long began = System.nanoTime();
    List<CompletableFuture<long[]>> all = new ArrayList<>();
    for (int i = 0; i < connections; i++) {
      long first = began + (rate == 0 ? 0 : (long) (i * 1e9 / rate));
      long pace = rate == 0 ? 0 : (long) (connections * 1e9 / rate);
      all.add(CompletableFuture.supplyAsync(() -> hammer(port, head, body, first, pace, began + nanos), threads));
    }
    long[] took = all.stream().map(CompletableFuture::join).flatMapToLong(Arrays::stream).sorted().toArray();
    threads.shutdown();
    double seconds = (System.nanoTime() - began) / 1e9;
    System.out.printf(
        "{\"accepted\": %d, \"refused\": %d, \"per_s\": %.0f, \"p50_ms\": %.2f, \"p99_ms\": %.2f}%n",
        took.length, REFUSED.sum(), took.length / seconds, at(took, 0.5), at(took, 0.99));
  }

  private static double at(long[] sorted, double share) {
    return sorted.length == 0 ? 0 : sorted[(int) (share * (sorted.length - 1))] / 1e6;
  }

  private static long[] hammer(int port, String head, byte[] body, long first, long pace, long end) {
    List<Long> took = new ArrayList<>();
    try (Socket socket = new Socket("127.0.0.1", port)) {
      socket.setTcpNoDelay(true);
      DataInputStream in = new DataInputStream(new java.io.BufferedInputStream(socket.getInputStream()));
      for (long due = first; due < end && System.nanoTime() < end; due += pace) {
        while (pace > 0 && System.nanoTime() < due) {
          java.util.concurrent.locks.LockSupport.parkNanos(due - System.nanoTime());
        }
        long began = pace > 0 ? due : System.nanoTime();
        byte[] start = (head + UUID.randomUUID() + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII);
        byte[] request = Arrays.copyOf(start, start.length + body.length);
        System.arraycopy(body, 0, request, start.length, body.length);
        socket.getOutputStream().write(request);
        if (status(in) == 200) {
          took.add(System.nanoTime() - began);
        } else {
          REFUSED.increment();
        }
      }
    } catch (IOException e) {
      REFUSED.increment();
    }
    return took.stream().mapToLong(Long::longValue).toArray();
  }

  /** Reads one answer to its end. */
  private static int status(DataInputStream in) throws IOException {
    int status = Integer.parseInt(line(in).substring(9, 12));
    int length = 0;
    for (String header = line(in); !header.isEmpty(); header = line(in)) {
      if (header.regionMatches(true, 0, "content-length:", 0, 15)) {
        length = Integer.parseInt(header.substring(15).strip());
      }
    }
    in.skipNBytes(length);
    return status;
  }

  private static String line(DataInputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int c = in.read(); c != '\n'; c = in.read()) {
      if (c < 0) {
        throw new IOException("cut off");
      }
      if (c != '\r') {
        line.append((char) c);
      }
    }
    return line.toString();
  }
}
