package io.caravan.faults;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/** A request or an answer exactly as it came: its head and its body. */
record HttpMessage(String head, byte[] body) {
  /** Null at the end of the connection. */
  static HttpMessage request(InputStream in, OutputStream back) throws IOException {
    String head = head(in);
    if (head == null) {
      return null;
    }
    if (header(head, "expect").isPresent()) {
      back.write("HTTP/1.1 100 Continue\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      head = head.replaceFirst("(?i)\r\nexpect:[^\r]*", "");
    }
    return new HttpMessage(head, body(in, head, false));
  }

  static HttpMessage answer(InputStream in, String requestHead) throws IOException {
    String head = head(in);
    if (head == null) {
      throw new IOException("no answer");
    }
    String status = head.split(" ", 3)[1];
    boolean empty = requestHead.startsWith("HEAD ") || status.equals("204") || status.equals("304");
    return new HttpMessage(head, empty ? new byte[0] : body(in, head, true));
  }

  static HttpMessage error(int status, String code) {
    byte[] body =
        "<?xml version=\"1.0\"?><Error><Code>%s</Code><Message>by the test</Message></Error>"
            .formatted(code)
            .getBytes(StandardCharsets.UTF_8);
    String head =
        "HTTP/1.1 %d %s\r\nContent-Type: application/xml\r\nContent-Length: %d\r\n\r\n"
            .formatted(status, code, body.length);
    return new HttpMessage(head, body);
  }

  boolean uploads() {
    return head.startsWith("PUT ") && body.length > 1;
  }

  /** Half of the body, and the promise of all of it. */
  HttpMessage half() {
    return new HttpMessage(head, Arrays.copyOf(body, body.length / 2));
  }

  void write(OutputStream out) throws IOException {
    out.write(head.getBytes(StandardCharsets.ISO_8859_1));
    out.write(body);
    out.flush();
  }

  /** Ten kilobytes a second. */
  void trickle(OutputStream out) throws IOException {
    out.write(head.getBytes(StandardCharsets.ISO_8859_1));
    for (int from = 0; from < body.length; from += 1_000) {
      out.write(body, from, Math.min(1_000, body.length - from));
      out.flush();
      LockSupport.parkNanos(100_000_000);
    }
    out.flush();
  }

  private static String head(InputStream in) throws IOException {
    StringBuilder head = new StringBuilder();
    while (head.length() < 4 || head.lastIndexOf("\r\n\r\n") != head.length() - 4) {
      int next = in.read();
      if (next < 0) {
        return null;
      }
      head.append((char) next);
    }
    return head.toString();
  }

  private static Optional<String> header(String head, String name) {
    return head.lines()
        .filter(l -> l.toLowerCase(Locale.ROOT).startsWith(name + ":"))
        .map(l -> l.substring(name.length() + 1).strip())
        .findFirst();
  }

  private static byte[] body(InputStream in, String head, boolean answer) throws IOException {
    if (header(head, "transfer-encoding").isPresent()) {
      return chunks(in);
    }
    Optional<String> length = header(head, "content-length");
    if (length.isPresent()) {
      return in.readNBytes(Integer.parseInt(length.get()));
    }
    return answer ? in.readAllBytes() : new byte[0];
  }

  /** As they are on the wire, their sizes included. */
  private static byte[] chunks(InputStream in) throws IOException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    while (true) {
      String line = line(in);
      all.write(line.getBytes(StandardCharsets.ISO_8859_1));
      int size = Integer.parseInt(line.strip().split(";")[0], 16);
      all.write(in.readNBytes(size + 2));
      if (size == 0) {
        return all.toByteArray();
      }
    }
  }

  private static String line(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int next = in.read(); next >= 0; next = in.read()) {
      line.append((char) next);
      if (next == '\n') {
        return line.toString();
      }
    }
    throw new IOException("cut off");
  }
}
