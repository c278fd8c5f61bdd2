package io.caravan.faults;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.TreeMap;

/** A user's project in a folder of its own, with what it is told by settings and environment. */
final class FaultProject {
  private final Path folder;
  private final Map<String, String> settings = new TreeMap<>();
  private final Map<String, String> environment = new TreeMap<>();

  FaultProject(Path folder) {
    this.folder = folder;
    set("caravan.server", "http://127.0.0.1:" + freePort());
  }

  FaultProject set(String key, String value) {
    settings.put(key, value);
    return this;
  }

  /** A variable of the process: secrets never stand on a command line. */
  FaultProject variable(String name, String value) {
    environment.put(name, value);
    return this;
  }

  Map<String, String> environment() {
    return new TreeMap<>(environment);
  }

  Path folder() {
    return folder;
  }

  /** Where a killed process may leave what it likes. */
  Path temporary() {
    try {
      return Files.createDirectories(folder.resolve("tmp"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Map<String, String> settings() {
    return new TreeMap<>(settings);
  }

  FaultProject write(String name, String text) {
    try {
      Path file = folder.resolve(name);
      Files.createDirectories(file.getParent());
      // Whole, for a running process may look at it.
      Path made = Files.writeString(file.resolveSibling("." + file.getFileName() + "~"), text);
      Files.move(made, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static int freePort() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
