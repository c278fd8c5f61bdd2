package io.caravan.embedded;

import io.caravan.record.WorldException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The file by which H2 says which process has a database open, and where that process serves it to
 * others.
 *
 * @param file {@code <database>.lock.db}
 */
record H2Lock(Path file) {
  private static final Pattern SERVER = Pattern.compile("(.+):([0-9]{1,5})");

  /**
   * Removes what a killed process has left. H2 would do so itself, but only after waiting seconds
   * for a sign of life, for each database. Should two processes ever be wrong about it at once, the
   * operating system's lock on the database's own file still lets only one of them in.
   */
  void removeIfLeft() {
    try {
      Matcher server = SERVER.matcher(read().getProperty("server", ""));
      if (server.matches() && isGone(server.group(1), Integer.parseInt(server.group(2)))) {
        Files.deleteIfExists(file);
      }
    } catch (NoSuchFileException nobodyHasItOpen) {
      return;
    } catch (IOException e) {
      throw new WorldException("Cannot remove the left-over " + file + ": " + e.getMessage(), e);
    }
  }

  private Properties read() throws IOException {
    Properties properties = new Properties();
    try (var in = Files.newBufferedReader(file)) {
      properties.load(in);
    }
    return properties;
  }

  /** True when the server was on this machine, and nobody listens there any more. */
  private static boolean isGone(String host, int port) throws IOException {
    InetAddress address = InetAddress.getByName(host);
    if (!address.isLoopbackAddress() && NetworkInterface.getByInetAddress(address) == null) {
      return false;
    }
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(address, port), 1_000);
      return false;
    } catch (ConnectException refused) {
      return true;
    }
  }
}
